/** When a message is retried (Standard Webhooks 1.0.0, "Deliverability and reliability"). */
import type { Message } from './message.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** The delay after the first attempt and each that follows: the specification's schedule, limited to a day. */
export const RETRY_DELAYS_MS: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  4 * hour,
];
/** News of an event is of little use after this. */
const MAX_LIFETIME_MS = 24 * hour;
/** Each delay varies by up to this share, so that messages that failed together are not retried together. */
const JITTER = 0.2;

/**
 * When a message whose attempt just failed is due again, in milliseconds since 1970; undefined: it is given up.
 *
 * @param delaysMs the delay after the first attempt and each that follows
 * @param retryAfterMs the least delay, as the endpoint asked for
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
  return dueAtMs - createdAtMs > MAX_LIFETIME_MS ? undefined : dueAtMs;
}

/** The latest due time, in case the clock was set since a message was stored. `Retry-After` asks for an hour at most. */
export function latestDueMs(delaysMs: readonly number[], nowMs: number): number {
  return Math.ceil(nowMs + Math.max(hour, ...delaysMs.map((ms) => ms * (1 + JITTER))));
}
