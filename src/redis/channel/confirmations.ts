/** Who has handled a message: a set for each, of the processes that have. */
import { within } from '../../shared/deadline.js';
import type { RedisLink } from '../redis-link.js';

/** Longer than any sender waits. */
const KEPT_SECONDS = 60;
const POLL_MS = 10;

const keyOf = (link: RedisLink, id: string) => link.key(`confirmed:${id}`);

/** Says that this process has handled a message. Never rejects. */
export async function confirm(link: RedisLink, id: string): Promise<void> {
  const key = keyOf(link, id);
  await link.attempt((redis) => redis.multi().sadd(key, link.node).expire(key, KEPT_SECONDS).exec());
}

/** Resolves with how many have handled it, when `others` have or after `waitMs`. Never rejects. */
export async function countConfirmed(
  link: RedisLink,
  id: string,
  others: number,
  waitMs: number,
): Promise<number> {
  let count = 0;
  let isLate = false;
  const wait = async () => {
    while (count < others && !isLate) {
      count = (await link.attempt((redis) => redis.scard(keyOf(link, id)))) ?? count;
      if (count < others) await new Promise((resolve) => setTimeout(resolve, POLL_MS).unref());
    }
  };
  await within(waitMs, wait());
  isLate = true;
  return Math.min(count, others);
}
