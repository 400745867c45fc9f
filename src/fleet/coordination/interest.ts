/**
 * Who waits for which job. An origin says once in a while that it lives, and of each job that it waits for it; a job for which
 * no living origin waits is not worth its encode. No clock is read: what is not renewed expires in Redis.
 */
import type { RedisLink } from '../../redis/index.js';
import { askersKey, originKey, outstandingKey, quarantineKey } from './keys.js';

type Link = Pick<RedisLink, 'run' | 'key'>;

export const ORIGIN_HEARTBEAT_MS = 2000;
/** An origin that was silent for this long has ended: three heartbeats. */
const ORIGIN_TTL_MS = 6000;
/** Longer than any job is waited for: what a crashed origin left is removed then. */
const ASKERS_TTL_MS = 600_000;
/** Renewed by each job of the tenant. */
const OUTSTANDING_TTL_MS = 120_000;

/** Returns how many jobs the tenant has outstanding, this one included; -1 for a job in quarantine. */
const ENTER = `
if redis.call('EXISTS', KEYS[3]) == 1 then return -1 end
redis.call('SADD', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('SADD', KEYS[2], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return redis.call('SCARD', KEYS[2])`;

/** Whether a living origin is among the members of a set. */
const IS_WANTED = `
local function isWanted(askers, originPrefix)
  for _, origin in ipairs(redis.call('SMEMBERS', askers)) do
    if redis.call('EXISTS', originPrefix .. origin) == 1 then return 1 end
  end
  return 0
end`;

/** Returns 1 where another origin waits for the job. */
const LEAVE = `${IS_WANTED}
redis.call('SREM', KEYS[1], ARGV[1])
if isWanted(KEYS[1], ARGV[3]) == 1 then return 1 end
redis.call('DEL', KEYS[1])
redis.call('SREM', KEYS[2], ARGV[2])
return 0`;

/** Returns 1 for each set in KEYS that has a living origin, else 0. */
const WANTED = `${IS_WANTED}
local wanted = {}
for i, askers in ipairs(KEYS) do wanted[i] = isWanted(askers, ARGV[1]) end
return wanted`;

/** A job and the tenant in whose turn it stands. */
export interface AskedJob {
  readonly id: string;
  readonly tenant: string;
}

/** The interest of one origin. All methods reject where Redis does not answer. */
export class Interest {
  readonly #link: Link;
  readonly #origin: string;

  constructor(link: Link, origin: string) {
    this.#link = link;
    this.#origin = origin;
  }

  /** Says that the origin lives. @param ttlMs until when that holds without another heartbeat. */
  async beat(ttlMs = ORIGIN_TTL_MS): Promise<void> {
    await this.#link.run((redis) => redis.set(originKey(this.#link, this.#origin), '1', 'PX', ttlMs));
  }

  /** Waits for a job. Resolves with how many jobs of its tenant are outstanding; undefined if it is in quarantine. */
  async enter({ id, tenant }: AskedJob): Promise<number | undefined> {
    const link = this.#link;
    const keys = [askersKey(link, id), outstandingKey(link, tenant), quarantineKey(link, id)];
    const values = [this.#origin, id, ASKERS_TTL_MS, OUTSTANDING_TTL_MS];
    const outstanding = Number(await link.run((redis) => redis.eval(ENTER, 3, ...keys, ...values)));
    return outstanding < 0 ? undefined : outstanding;
  }

  /** Waits no more. Resolves with whether another origin does. */
  async leave({ id, tenant }: AskedJob): Promise<boolean> {
    const link = this.#link;
    const keys = [askersKey(link, id), outstandingKey(link, tenant)];
    const values = [this.#origin, id, originKey(link, '')];
    return (await link.run((redis) => redis.eval(LEAVE, 2, ...keys, ...values))) === 1;
  }

  /** Says that the origin has ended. */
  async end(): Promise<void> {
    await this.#link.run((redis) => redis.del(originKey(this.#link, this.#origin)));
  }
}

/** Which of these jobs a living origin waits for. @throws Error where Redis does not answer. */
export async function wantedJobs(link: Link, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const keys = ids.map((id) => askersKey(link, id));
  const wanted = await link.run((redis) => redis.eval(WANTED, keys.length, ...keys, originKey(link, '')));
  return new Set(Array.isArray(wanted) ? ids.filter((_, i) => wanted[i] === 1) : []);
}
