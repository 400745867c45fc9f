/**
 * Redis, for what the processes of a fleet share. The only room that knows the client (ioredis), which is loaded when the first
 * connection is made. It knows nothing of what is shared. Nothing here is needed to serve: where Redis is gone, `attempt` and `others`
 * have nothing, and what throws, throws at once.
 */

// What the processes tell each other: a stream that is caught up after a disconnect. `begin` and `newest` never reject; `send` throws where
// Redis does not accept the message, of at most 64 KiB.
export { Channel, type ChannelOptions } from './channel/channel.js';
export type { Delivery } from './channel/inbox.js';
export { PlaceFile } from './channel/place-file.js';
// A connection by its role; `jobs` is for BullMQ. It connects in the background, and its errors are logged without credentials.
export { type ConnectionRole, connect, reasonOf } from './connect.js';
// A lock between processes, which a process that is gone holds for ten seconds at most. Throws where Redis does not answer.
export { isLocked, tryLock } from './lock.js';
// The connection for commands, each of which is answered or fails within a second. `begin` throws `redis_too_old` (before 6.2).
export { RedisLink } from './redis-link.js';
// Who else is there.
export { Roster } from './roster.js';
// The signature of the fleet, under keys that are derived from `ONPLAY_FLEET_KEY`, one for each purpose.
export { createSeal, derivedKey, type Seal } from './seal.js';
// What the fleet keeps, for those that come later. Throws where Redis does not answer.
export { SealedHash } from './sealed-hash.js';
