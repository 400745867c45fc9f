/**
 * A whole worker of a fleet: encoding and the library, and what takes jobs. Serves no viewers, and holds no key but the fleet's.
 *
 * `startWorker` builds the parts of a configuration and takes jobs; the worker it resolves with knows its port and how to stop:
 * it finishes what it has begun within the configured time, and hands the rest back. `workerLog` is its log where no other
 * is given.
 */
export { type RunningWorker, startWorker, type WorkerConfig } from './start-worker.js';
export { workerLog } from './worker-log.js';
