/**
 * Who waits for which job. An origin says once in a while that it lives, and of each job that it waits for it; a job for which
 * no living origin waits is not worth its encode. No clock is read: what is not renewed expires in Redis.
 */
import type { RedisLink } from '../../redis/index.js';
import type { JobLane } from '../jobs/job.js';
import { BANDS, type Band, type Outstanding } from '../jobs/priority.js';
import { hashedTenant, originKey, outstandingKey, quarantineKey, turnsKey } from './keys.js';

type Link = Pick<RedisLink, 'run' | 'key'>;

export const ORIGIN_HEARTBEAT_MS = 2000;
/** An origin that was silent for this long has ended: three heartbeats. */
const ORIGIN_TTL_MS = 6000;
/** Longer than any job is waited for: what a crashed origin left is removed then, and counts as outstanding no more. */
const WAITED_MS = 600_000;

/**
 * Returns how many jobs the tenant has outstanding in each band, this one included; nothing for a job in quarantine. A job that another
 * origin needs sooner stays where it is.
 */
const ENTER = `
if redis.call('EXISTS', KEYS[2]) == 1 then return {} end
redis.call('SADD', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local band = tonumber(ARGV[4])
for i = 1, band - 1 do
  if redis.call('ZSCORE', KEYS[2 + i], ARGV[2]) then band = i break end
end
local counts = {}
for i = 1, #KEYS - 2 do
  local key = KEYS[2 + i]
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - ARGV[3])
  if i == band then
    redis.call('ZADD', key, now, ARGV[2])
    redis.call('PEXPIRE', key, ARGV[3])
  else
    redis.call('ZREM', key, ARGV[2])
  end
  counts[i] = redis.call('ZCARD', key)
end
return counts`;

/** A waiter is an origin, a tenant that it waits for, and the number of the turn. */
const ORIGIN_OF = `
local function originOf(waiter) return string.match(waiter, '^%S+') end`;

/** Returns 1 where another turn of the job is wanted. It stays outstanding for the tenants for whom living origins wait. */
const LEAVE = `${ORIGIN_OF}
local prefix, turn, tenants = ARGV[2], ARGV[3], #ARGV - 3
for i = 1, tenants do redis.call('SREM', KEYS[1], ARGV[3 + i] .. turn) end
local isWanted, isWaiting = 0, {}
for _, waiter in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  if redis.call('EXISTS', prefix .. originOf(waiter)) == 1 then
    isWanted = 1
    isWaiting[string.match(waiter, '^%S+ (%S+)') or ''] = true
  end
end
if isWanted == 0 then redis.call('DEL', KEYS[1]) end
local bands = (#KEYS - 1) / math.max(1, tenants)
for i = 1, tenants do
  if not isWaiting[string.match(ARGV[3 + i], ' (%S+)')] then
    for band = 1, bands do redis.call('ZREM', KEYS[1 + (i - 1) * bands + band], ARGV[1]) end
  end
end
return isWanted`;

/** Returns 1 for each set in KEYS that has a living origin, else 0. */
const WANTED = `${ORIGIN_OF}
local wanted = {}
for i, waiters in ipairs(KEYS) do
  wanted[i] = 0
  for _, waiter in ipairs(redis.call('SMEMBERS', waiters)) do
    if redis.call('EXISTS', ARGV[1] .. originOf(waiter)) == 1 then wanted[i] = 1 break end
  end
end
return wanted`;

/** A job, its queue, and which of the times it is that this process asks for it: each leaves for itself. */
export interface AskedJob {
  readonly id: string;
  readonly lane: JobLane;
  readonly turn: number;
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

  /**
   * Waits for a job for a tenant, or says of one it waits for that it is more urgent.
   * @returns the tenant's outstanding jobs, this one included; undefined if the job is in quarantine.
   */
  async enter(job: AskedJob & { readonly tenant: string }, band: Band): Promise<Outstanding | undefined> {
    const link = this.#link;
    const keys = [
      turnsKey(link, job.id),
      quarantineKey(link, job.id),
      ...this.#outstandingKeys(job, job.tenant),
    ];
    const values = [`${this.#waiter(job.tenant)}${job.turn}`, job.id, WAITED_MS, BANDS.indexOf(band) + 1];
    const counts = await link.run((redis) => redis.eval(ENTER, keys.length, ...keys, ...values));
    const [now, later, prefetch] = Array.isArray(counts) ? counts.map(Number) : [];
    if (now === undefined || later === undefined || prefetch === undefined) return undefined;
    return { now, later, prefetch };
  }

  /** Waits no more, for none of the tenants. Resolves with whether another origin does, or this one again. */
  async leave(job: AskedJob, tenants: readonly string[]): Promise<boolean> {
    const link = this.#link;
    const outstanding = tenants.flatMap((tenant) => this.#outstandingKeys(job, tenant));
    const keys = [turnsKey(link, job.id), ...outstanding];
    const waiters = tenants.map((tenant) => this.#waiter(tenant));
    const values = [job.id, originKey(link, ''), job.turn, ...waiters];
    return (await link.run((redis) => redis.eval(LEAVE, keys.length, ...keys, ...values))) === 1;
  }

  /** Says that the origin has ended. */
  async end(): Promise<void> {
    await this.#link.run((redis) => redis.del(originKey(this.#link, this.#origin)));
  }

  /** Followed by the number of the turn. */
  #waiter(tenant: string): string {
    return `${this.#origin} ${hashedTenant(tenant)} `;
  }

  #outstandingKeys({ lane }: AskedJob, tenant: string): readonly string[] {
    return BANDS.map((band) => outstandingKey(this.#link, { lane, band, tenant }));
  }
}

/** Which of these jobs a living origin waits for. @throws Error where Redis does not answer. */
export async function wantedJobs(link: Link, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const keys = ids.map((id) => turnsKey(link, id));
  const wanted = await link.run((redis) => redis.eval(WANTED, keys.length, ...keys, originKey(link, '')));
  return new Set(Array.isArray(wanted) ? ids.filter((_, i) => wanted[i] === 1) : []);
}
