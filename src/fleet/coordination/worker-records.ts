/** The records of the living workers, which each renews and origins read now and then. */
import { z } from 'zod';
import type { RedisLink } from '../../redis/index.js';
import type { FleetSeal } from '../fleet-seal.js';
import type { JobLane } from '../jobs/job.js';
import type { QueueNames } from '../jobs/queue-names.js';
import { suspendedKey, workerKey, workersKey } from './keys.js';

type Link = Pick<RedisLink, 'run' | 'key'>;

export const WORKER_HEARTBEAT_MS = 1000;
/** A worker that was silent for this long has ended, or has lost Redis. */
const RECORD_TTL_MS = 3500;
/** How long a worker takes no jobs after an origin got wrong bytes from it. */
const SUSPENDED_MS = 60_000;
/** More are not counted. */
const MAX_WORKERS = 2000;

const workerRecord = z.strictObject({
  id: z.string().regex(/^[0-9a-f-]{8,64}$/),
  url: z.url({ protocol: /^https?$/ }).max(2048),
  slots: z.strictObject({ heavy: z.int().min(1).max(1024), light: z.int().min(1).max(1025) }),
});

export type WorkerRecord = z.output<typeof workerRecord>;

/** Returns 1 for a worker that is suspended; it does not count among the living then. */
const ANNOUNCE = `
if redis.call('EXISTS', KEYS[3]) == 1 then
  redis.call('DEL', KEYS[1])
  redis.call('SREM', KEYS[2], ARGV[1])
  return 1
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('SADD', KEYS[2], ARGV[1])
return 0`;

/** Returns the records of the workers in the set, and takes those that have ended out of it. */
const READ = `
local records = {}
for i, id in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  if i > tonumber(ARGV[2]) then break end
  local record = redis.call('GET', ARGV[1] .. id)
  if record then records[#records + 1] = record else redis.call('SREM', KEYS[1], id) end
end
return records`;

/** Where the workers of a fleet's queues say that they live. All methods reject where Redis does not answer. */
export class WorkerRecords {
  readonly #link: Link;
  readonly #seal: FleetSeal;
  readonly #queues: QueueNames;

  constructor(link: Link, seal: FleetSeal, queues: QueueNames) {
    this.#link = link;
    this.#seal = seal;
    this.#queues = queues;
  }

  /** Says that a worker lives, unless it is suspended. Resolves with whether it is. */
  async announce(record: WorkerRecord): Promise<boolean> {
    const link = this.#link;
    const { id } = record;
    const keys = [workerKey(link, id), workersKey(link, this.#queues.heavy), suspendedKey(link, id)];
    const sealed = this.#seal.seal('worker', this.#queues.heavy, record);
    return (await link.run((redis) => redis.eval(ANNOUNCE, 3, ...keys, id, sealed, RECORD_TTL_MS))) === 1;
  }

  /** Says that a worker takes no more jobs. */
  async withdraw(id: string): Promise<void> {
    const link = this.#link;
    const workers = workersKey(link, this.#queues.heavy);
    await link.run((redis) => redis.multi().del(workerKey(link, id)).srem(workers, id).exec());
  }

  /** Has a worker take no jobs for a minute. */
  async suspend(id: string): Promise<void> {
    await this.#link.run((redis) => redis.set(suspendedKey(this.#link, id), '1', 'PX', SUSPENDED_MS));
  }

  /** The living workers; records that are not genuine are left out. */
  async living(): Promise<readonly WorkerRecord[]> {
    const link = this.#link;
    const queue = this.#queues.heavy;
    const records = await link.run((redis) =>
      redis.eval(READ, 1, workersKey(link, queue), workerKey(link, ''), MAX_WORKERS),
    );
    if (!Array.isArray(records)) return [];
    return records.flatMap((sealed) => this.#seal.open('worker', queue, sealed, workerRecord) ?? []);
  }
}

/** The slots of all workers together. */
export function slotsOfWorkers(workers: readonly WorkerRecord[], lane: JobLane): number {
  return workers.reduce((sum, { slots }) => sum + slots[lane], 0);
}
