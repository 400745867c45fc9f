/** Jobs that failed for good, with the reason: for the operator, who looks at them with `onplay jobs`. Bounded in number. */
import { z } from 'zod';
import type { RedisLink } from '../../redis/index.js';
import { isJobId } from '../jobs/job.js';
import { isQueueName } from '../jobs/queue-names.js';
import { deadLetterRecordsKey, deadLettersKey, quarantineKey } from './keys.js';

/** The oldest are dropped first. */
const MAX_DEAD_LETTERS = 1000;
/**
 * For how long a job that ended its workers is not accepted again. Long enough that a master which always does so costs a
 * fleet few restarts; short enough that bad luck, as two preempted machines, is over by itself.
 */
const QUARANTINE_MS = 600_000;

const deadLetter = z.strictObject({
  id: z.string().refine(isJobId),
  queue: z.string().refine(isQueueName),
  /** As it lay in the queue, with its seal. */
  job: z.string().max(8192),
  asset: z.string().max(1024),
  /** The segment, as in the log: `v720-77ab…/3`. */
  segment: z.string().max(120),
  code: z.string().max(80),
  detail: z.string().max(2000),
  attempts: z.int().min(0).max(1000),
  worker: z.string().max(64),
});

type DeadLetter = z.output<typeof deadLetter>;

/** A dead letter with the moment of its failure, by the clock of Redis, in milliseconds since the Unix epoch. */
export interface DatedDeadLetter extends DeadLetter {
  readonly failedAt: number;
}

const RECORD = `
local time = redis.call('TIME')
redis.call('ZADD', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000), ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
local excess = redis.call('ZCARD', KEYS[1]) - ARGV[3]
if excess > 0 then
  local oldest = redis.call('ZPOPMIN', KEYS[1], excess)
  for i = 1, #oldest, 2 do redis.call('HDEL', KEYS[2], oldest[i]) end
end`;

/** All methods reject where Redis does not answer. */
export class DeadLetters {
  readonly #link: Pick<RedisLink, 'run' | 'key'>;
  readonly #index: string;
  readonly #records: string;

  constructor(link: Pick<RedisLink, 'run' | 'key'>) {
    this.#link = link;
    this.#index = deadLettersKey(link);
    this.#records = deadLetterRecordsKey(link);
  }

  /** @param isDangerous whether the job ended its workers, so that it is refused for a while. */
  async record(letter: DeadLetter, isDangerous: boolean): Promise<void> {
    const values = [letter.id, JSON.stringify(letter), MAX_DEAD_LETTERS];
    await this.#link.run(async (redis) => {
      await redis.eval(RECORD, 2, this.#index, this.#records, ...values);
      if (isDangerous) await redis.set(quarantineKey(this.#link, letter.id), '1', 'PX', QUARANTINE_MS);
    });
  }

  count(): Promise<number> {
    return this.#link.run((redis) => redis.zcard(this.#index));
  }

  /** The newest first; what is no dead letter is left out. */
  async list(limit: number): Promise<readonly DatedDeadLetter[]> {
    const scored = await this.#link.run((redis) => redis.zrevrange(this.#index, 0, limit - 1, 'WITHSCORES'));
    const ids = scored.filter((_, i) => i % 2 === 0);
    if (ids.length === 0) return [];
    const records = await this.#link.run((redis) => redis.hmget(this.#records, ...ids));
    return records.flatMap((record, i) => {
      const letter = letterOf(record);
      return letter ? [{ ...letter, failedAt: Number(scored[2 * i + 1]) }] : [];
    });
  }

  async find(id: string): Promise<DatedDeadLetter | undefined> {
    const record = await this.#link.run((redis) => redis.hget(this.#records, id));
    const failedAt = await this.#link.run((redis) => redis.zscore(this.#index, id));
    const letter = letterOf(record);
    return letter && { ...letter, failedAt: Number(failedAt) };
  }

  /** Removes a dead letter, and accepts its job again. Resolves with whether there was one. */
  async drop(id: string): Promise<boolean> {
    const quarantine = quarantineKey(this.#link, id);
    const results = await this.#link.run((redis) =>
      redis.multi().zrem(this.#index, id).hdel(this.#records, id).del(quarantine).exec(),
    );
    return results?.[0]?.[1] === 1;
  }
}

function letterOf(record: string | null | undefined): DeadLetter | undefined {
  if (!record || record.length > 16_384) return undefined;
  try {
    return deadLetter.safeParse(JSON.parse(record)).data;
  } catch {
    return undefined;
  }
}
