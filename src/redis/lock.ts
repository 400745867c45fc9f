/** Locks between processes: what one of them does need not be done by others meanwhile. */
import { randomBytes } from 'node:crypto';
import type { RedisLink } from './redis-link.js';

/** A process that is gone holds a lock at most this long. */
const HELD_MS = 10_000;
/** Often enough that one or two failed renewals lose no lock. */
const RENEW_MS = 3000;

/** Both for the holder alone: another may have the lock by now. */
const RENEW = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0`;
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

/**
 * Takes a lock unless another process has it. Resolves with the function that releases it; undefined where it is taken.
 * A lock saves work, and no more than that: where Redis is gone, or forgets it, two may hold it.
 * @param name of the key, without the prefix.
 * @throws Error where Redis does not answer.
 */
export async function tryLock(link: RedisLink, name: string): Promise<(() => Promise<void>) | undefined> {
  const [key, holder] = [link.key(name), randomBytes(12).toString('hex')];
  const taken = await link.run((redis) => redis.set(key, holder, 'PX', HELD_MS, 'NX'));
  if (taken !== 'OK') return undefined;
  const renew = () => void link.attempt((redis) => redis.eval(RENEW, 1, key, holder, HELD_MS));
  const timer = setInterval(renew, RENEW_MS).unref();
  return async () => {
    clearInterval(timer);
    await link.attempt((redis) => redis.eval(RELEASE, 1, key, holder));
  };
}

/** Whether a process holds the lock. @throws Error where Redis does not answer. */
export async function isLocked(link: RedisLink, name: string): Promise<boolean> {
  return (await link.run((redis) => redis.exists(link.key(name)))) === 1;
}
