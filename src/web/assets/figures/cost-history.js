// @ts-check
/** History of the figures from `GET /api/status` while the page is open. */

/** @typedef {import('../shared/api.js').Status} Status */

/** How many status answers the history holds: two minutes, at one every 2 s. */
export const HISTORY_LENGTH = 60;

/**
 * @typedef {object} CostHistory
 * @property {readonly number[]} busy encodes running or queued, oldest first
 * @property {readonly number[]} encoded encodes finished since the previous answer
 * @property {readonly number[]} requests segment requests since the previous answer
 */

/** @type {CostHistory} */
export const NO_HISTORY = { busy: [], encoded: [], requests: [] };

/**
 * Appends one answer to the history. Counters that went backwards mean a restarted server and count as no change.
 * @param {CostHistory} history
 * @param {Status | undefined} before the previous answer
 * @param {Status} status
 * @returns {CostHistory}
 */
export function extendHistory(history, before, status) {
  const requestsOf = (/** @type {Status} */ { cache }) => cache.hits + cache.misses;
  const encoded = before === undefined ? 0 : status.encodes.total - before.encodes.total;
  const requests = before === undefined ? 0 : requestsOf(status) - requestsOf(before);
  return {
    busy: extend(history.busy, status.encodes.running + status.encodes.queued),
    encoded: extend(history.encoded, Math.max(0, encoded)),
    requests: extend(history.requests, Math.max(0, requests)),
  };
}

/**
 * Describes the current encoding activity in a sentence.
 * @param {Status} status
 */
export function activity({ encodes }) {
  if (encodes.running === 0 && encodes.queued === 0) return 'Idle. Nothing is being encoded.';
  const running = `Encoding ${encodes.running} segment${encodes.running === 1 ? '' : 's'}`;
  return encodes.queued > 0 ? `${running}, ${encodes.queued} queued.` : `${running}.`;
}

/**
 * @param {readonly number[]} values
 * @param {number} value
 */
function extend(values, value) {
  return [...values, value].slice(-HISTORY_LENGTH);
}
