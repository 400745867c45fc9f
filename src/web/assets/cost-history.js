// @ts-check
/** What the page makes of the figures of `GET /api/status`: how they moved while it watched. */

/** @typedef {import('./api.js').Status} Status */

/** How many answers are kept; with one every 2 s, two minutes. */
export const HISTORY_LENGTH = 60;

/**
 * @typedef {object} CostHistory
 * @property {readonly number[]} busy encodes running or queued, oldest first
 * @property {readonly number[]} encoded encodes finished since the answer before
 * @property {readonly number[]} requests segment requests since the answer before
 */

/** @type {CostHistory} */
export const NO_HISTORY = { busy: [], encoded: [], requests: [] };

/**
 * The history with one answer more. Counters that went back mean a restarted server and count as no change.
 * @param {CostHistory} history
 * @param {Status | undefined} before the answer before this one
 * @param {Status} status
 * @returns {CostHistory}
 */
export function extendHistory(history, before, status) {
  const asked = (/** @type {Status} */ { cache }) => cache.hits + cache.misses;
  const encoded = before === undefined ? 0 : status.encodes.total - before.encodes.total;
  const requests = before === undefined ? 0 : asked(status) - asked(before);
  return {
    busy: extend(history.busy, status.encodes.running + status.encodes.queued),
    encoded: extend(history.encoded, Math.max(0, encoded)),
    requests: extend(history.requests, Math.max(0, requests)),
  };
}

/**
 * What goes on right now, in a few words.
 * @param {Status} status
 */
export function activity({ encodes }) {
  if (encodes.running === 0 && encodes.queued === 0) return 'Idle. Nothing is being encoded.';
  const running = `Encoding ${encodes.running} segment${encodes.running === 1 ? '' : 's'}`;
  return encodes.queued > 0 ? `${running}, ${encodes.queued} waiting.` : `${running}.`;
}

/**
 * @param {readonly number[]} values
 * @param {number} value
 */
function extend(values, value) {
  return [...values, value].slice(-HISTORY_LENGTH);
}
