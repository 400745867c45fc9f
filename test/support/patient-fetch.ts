/** Fetches as players do: retries when a busy server answers 503 with `Retry-After`. */
import { setTimeout as wait } from 'node:timers/promises';
import { ANSWER_MS } from './budgets.js';

/** Retries after each 503 with `Retry-After`, as long as `ANSWER_MS` has not passed; returns the last response. */
export async function patientFetch(url: string | URL, init?: RequestInit): Promise<Response> {
  return (await timedPatientFetch(url, init)).response;
}

/** As `patientFetch`, with the duration of the last attempt alone, in milliseconds. */
export async function timedPatientFetch(
  url: string | URL,
  init?: RequestInit,
): Promise<{ readonly response: Response; readonly ms: number }> {
  const attempt = async () => {
    const startedAt = performance.now();
    const response = await fetch(url, init);
    return { response, ms: performance.now() - startedAt };
  };
  return askPatiently(attempt, async ({ response }) => {
    const delayMs = retryDelayMs(response.status, response.headers.get('Retry-After'));
    if (delayMs > 0) await response.arrayBuffer();
    return delayMs;
  });
}

/**
 * Calls `ask` until `delayOf` returns 0 or `ANSWER_MS` has passed; returns the last answer.
 *
 * @param delayOf milliseconds until the next attempt; 0 to accept the answer
 */
export async function askPatiently<T>(
  ask: () => Promise<T>,
  delayOf: (answer: T) => number | Promise<number>,
): Promise<T> {
  const end = performance.now() + ANSWER_MS;
  for (;;) {
    const answer = await ask();
    if (performance.now() > end) return answer;
    const delayMs = await delayOf(answer);
    if (delayMs === 0) return answer;
    await wait(delayMs);
  }
}

/** Milliseconds that a 503 tells the client to wait; 0 for any other status or without `Retry-After` in seconds. */
export function retryDelayMs(status: number, retryAfter: string | null | undefined): number {
  const seconds = Number(retryAfter ?? 0);
  return status === 503 && seconds > 0 ? seconds * 1000 : 0;
}
