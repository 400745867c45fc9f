/** The keys of the fleet in Redis, behind the prefix of all keys. */
import { createHash } from 'node:crypto';
import type { RedisLink } from '../../redis/index.js';
import type { JobLane } from '../jobs/job.js';
import type { Band } from '../jobs/priority.js';

/** What gives a key its prefix. */
export type Keys = Pick<RedisLink, 'key'>;

/** Of BullMQ's keys. */
export const queuePrefix = (keys: Keys): string => keys.key('jobs');

/** Present while the origin lives. */
export const originKey = (keys: Keys, origin: string): string => keys.key(`fleet:origin:${origin}`);

/** Who waits for a job: origins, each with the tenants for whom it does. */
export const turnsKey = (keys: Keys, jobId: string): string => keys.key(`fleet:turns:${jobId}`);

/** Of one band of a queue. */
interface Turns {
  readonly lane: JobLane;
  readonly band: Band;
  readonly tenant: string;
}

/** The jobs of a tenant that are outstanding, by when they were asked for. */
export const outstandingKey = (keys: Keys, { lane, band, tenant }: Turns): string =>
  keys.key(`fleet:outstanding:${lane}:${band}:${hashedTenant(tenant)}`);

/** A tenant as it stands in Redis: its name may have any characters. 32 hex digits. */
export const hashedTenant = (tenant: string): string =>
  createHash('sha256').update(tenant).digest('hex').slice(0, 32);

/** Present while a job is not accepted, since it ended the workers that had it. */
export const quarantineKey = (keys: Keys, jobId: string): string => keys.key(`fleet:quarantine:${jobId}`);

/** The ids of the workers of a queue, and the record of each. */
export const workersKey = (keys: Keys, queue: string): string => keys.key(`fleet:workers:${queue}`);
export const workerKey = (keys: Keys, worker: string): string => keys.key(`fleet:worker:${worker}`);

/** Present while a worker must not take jobs, since an origin got wrong bytes from it. */
export const suspendedKey = (keys: Keys, worker: string): string => keys.key(`fleet:suspended:${worker}`);

/** Jobs that failed for good: their ids by the time, and each one's record. */
export const deadLettersKey = (keys: Keys): string => keys.key('fleet:dead-letters');
export const deadLetterRecordsKey = (keys: Keys): string => keys.key('fleet:dead-letter-records');
