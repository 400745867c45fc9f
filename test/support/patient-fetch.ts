/** Asks as players do: where a server is busy and says when to come again, the client comes again then. */
import { setTimeout as wait } from 'node:timers/promises';
import { ANSWER_MS } from './budgets.js';

/** The answer to a request that is sent again after each 503 with `Retry-After`; the last one when the budget is spent. */
export async function patientFetch(url: string | URL, init?: RequestInit): Promise<Response> {
  return (await timedPatientFetch(url, init)).response;
}

/** The same, and how many milliseconds the request took that was answered, without those before it. */
export async function timedPatientFetch(
  url: string | URL,
  init?: RequestInit,
): Promise<{ readonly response: Response; readonly ms: number }> {
  const ask = async () => {
    const startedAt = performance.now();
    const response = await fetch(url, init);
    return { response, ms: performance.now() - startedAt };
  };
  return askPatiently(ask, async ({ response }) => {
    const delayMs = retryDelayMs(response.status, response.headers.get('Retry-After'));
    if (delayMs > 0) await response.arrayBuffer();
    return delayMs;
  });
}

/**
 * What `ask` gives, asked again as long as `delayOf` says so and the budget of an answer is not spent.
 *
 * @param delayOf milliseconds until it is to be asked again; 0 for an answer to be kept
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

/** Milliseconds that a refusal asks a client to wait; 0 where it is none or names no time. */
export function retryDelayMs(status: number, retryAfter: string | null | undefined): number {
  const seconds = Number(retryAfter ?? 0);
  return status === 503 && seconds > 0 ? seconds * 1000 : 0;
}
