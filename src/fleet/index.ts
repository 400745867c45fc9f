/**
 * The fleet: segments that are encoded on other machines. Origins put jobs into queues in Redis (BullMQ), workers take them and
 * serve the bytes themselves, by HTTP, to the origins that wait. This room links both libraries: load it only where a fleet is
 * configured. It knows no sessions, tokens or viewers.
 */

// Failed jobs, for the operator: `list`, `find` and `drop` reject where Redis does not answer; `retryJob` has a job done again.
export { type DatedDeadLetter, DeadLetters } from './coordination/dead-letters.js';
export { retryJob } from './coordination/retry-job.js';
// The origin's side. `producer` wraps the one of this machine, which produces while there is no fleet; `status` says which does.
export { Fleet, type FleetOptions, type FleetStatus } from './dispatch/fleet.js';
// What is signed with the key of the fleet: everything that is believed.
export { FleetSeal } from './fleet-seal.js';
// Equal for origins and workers that make the same bytes.
export { type QueueNames, queueNames } from './jobs/queue-names.js';
// The worker's side: `begin` throws the system's error when it cannot listen; `drain` finishes, and hands back the rest.
export { FleetWorker, type FleetWorkerOptions } from './worker/fleet-worker.js';
