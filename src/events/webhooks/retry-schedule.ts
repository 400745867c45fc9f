/** When a message is tried again (Standard Webhooks 1.0.0, "Deliverability and reliability"). */
import type { Message } from './message.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** After the first attempt and each that follows; the specification's own, as far as a day goes. */
export const RETRY_DELAYS_MS: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  4 * hour,
];
/** What happened is of little use to anybody later. */
const LONGEST_LIFE_MS = 24 * hour;
/** Each delay is up to this part shorter or longer, so that what failed together does not come back together. */
const JITTER = 0.2;

/**
 * When a message is due again whose attempt has just failed, in milliseconds since 1970; undefined: it is given up.
 *
 * @param delaysMs what to wait after the first attempt and each that follows
 * @param retryAfterMs as the endpoint asked for: never sooner
 */
export function nextAttemptMs(
  { attempts, createdAtMs }: Message,
  delaysMs: readonly number[],
  retryAfterMs: number,
  nowMs: number,
): number | undefined {
  const delayMs = delaysMs[attempts];
  if (delayMs === undefined) return undefined;
  const jittered = delayMs * (1 - JITTER + 2 * JITTER * Math.random());
  const dueAtMs = Math.ceil(nowMs + Math.max(jittered, retryAfterMs));
  return dueAtMs - createdAtMs > LONGEST_LIFE_MS ? undefined : dueAtMs;
}

/** No message waits longer, whatever its file says after the clock was set; `Retry-After` asks for an hour at most. */
export function latestDueMs(delaysMs: readonly number[], nowMs: number): number {
  return Math.ceil(nowMs + Math.max(hour, ...delaysMs.map((ms) => ms * (1 + JITTER))));
}
