// @ts-check
/**
 * Waits for a master that the origin reads or remuxes before its first playback: that may take minutes, and players give up
 * after a few retries.
 */
import { preparingIn } from '../shared/problem.js';

/** @typedef {import('../shared/problem.js').Preparing} Preparing */

/** Timeout of a request, in ms. The origin answers within 20 s. */
const TIMEOUT_MS = 30_000;

/** Bounds of the wait before the next request, which `Retry-After` sets, in ms. */
const MIN_WAIT_MS = 1000;
const MAX_WAIT_MS = 30_000;

/** After so many requests, 3 h if they are 2 s apart, the player gets the answer. */
const MAX_REQUESTS = 5400;

/**
 * @typedef {object} Waiting
 * @property {(preparing: Preparing) => void} onPreparing called with the progress after each request
 * @property {() => boolean} isWanted false when the viewer has chosen something else, which ends the wait
 */

/**
 * Requests a manifest until the origin no longer answers that the master is being prepared. Any other answer, and none, is left to
 * the player, which requests it again and reports what is wrong.
 * @param {string} url
 * @param {Waiting} waiting
 * @returns {Promise<boolean>} whether there was anything to wait for
 */
export async function waitUntilPrepared(url, { onPreparing, isWanted }) {
  for (let requests = 1; requests <= MAX_REQUESTS; requests += 1) {
    const answer = await preparationOf(url);
    if (answer === undefined || !isWanted()) return requests > 1;
    onPreparing(answer.preparing);
    await new Promise((resolve) => setTimeout(resolve, answer.waitMs));
    if (!isWanted()) return true;
  }
  return true;
}

/**
 * @param {string} url of a manifest
 * @returns {Promise<{ preparing: Preparing, waitMs: number } | undefined>} undefined unless the master is being prepared
 */
async function preparationOf(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), cache: 'no-store' });
    const preparing = preparingIn(response.status, await response.text());
    if (preparing === undefined) return undefined;
    const retryAfterMs = 1000 * (Number(response.headers.get('Retry-After')) || 0);
    return { preparing, waitMs: Math.min(Math.max(retryAfterMs, MIN_WAIT_MS), MAX_WAIT_MS) };
  } catch {
    return undefined;
  }
}
