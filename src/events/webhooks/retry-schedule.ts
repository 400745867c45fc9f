/** When a message is retried (Standard Webhooks 1.0.0, "Deliverability and reliability"). */
import { jittered } from '../../shared/outbox/backoff.js';
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
const JITTER = { least: 0.8, most: 1.2 };

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
  const dueAtMs = Math.ceil(nowMs + Math.max(jittered(delayMs, JITTER), retryAfterMs));
  return dueAtMs - createdAtMs > MAX_LIFETIME_MS ? undefined : dueAtMs;
}

/** The latest due time, in case the clock was set since a message was stored. `Retry-After` asks for an hour at most. */
export function latestDueMs(delaysMs: readonly number[], nowMs: number): number {
  return Math.ceil(nowMs + Math.max(hour, ...delaysMs.map((ms) => ms * JITTER.most)));
}
