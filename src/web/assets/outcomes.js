// @ts-check
/** How each way to answer a segment request is called and drawn: a shape of its own besides its colour. */

/** @typedef {import('./segment-request.js').Outcome} Outcome */

/**
 * Shapes are drawn around the point 0,0 and fit in a square of 10. `summary` follows a count.
 * @type {Record<Outcome, { name: string, summary: string, shape: string }>}
 */
export const OUTCOMES = {
  encoded: { name: 'Encoded', summary: 'encoded on request', shape: 'M-4-4H4V4H-4z' },
  prefetched: { name: 'Prefetched', summary: 'encoded before asked', shape: 'M-3.5-4.5 4.5 0-3.5 4.5z' },
  joined: { name: 'Joined', summary: 'joined a running encode', shape: 'M0-5 5 0 0 5-5 0z' },
  hit: { name: 'Cache', summary: 'from the cache', shape: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0' },
  browser: {
    name: 'Browser',
    summary: 'from the browser’s own cache',
    shape: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0M-2 0a2 2 0 1 1 4 0a2 2 0 1 1-4 0',
  },
  failed: {
    name: 'Failed',
    summary: 'failed',
    shape: 'M-4.5-3-3-4.5 0-1.5 3-4.5 4.5-3 1.5 0 4.5 3 3 4.5 0 1.5-3 4.5-4.5 3-1.5 0z',
  },
  unknown: { name: 'Not told', summary: 'without timing', shape: 'M-4-1.2H4V1.2H-4z' },
};

/** In the order in which they are listed. */
export const OUTCOME_ORDER = /** @type {Outcome[]} */ (Object.keys(OUTCOMES));

/**
 * A rendition's id as people call it: `v720` is 720p. Ids that are no height are shown as they are.
 * @param {string} rendition
 */
export function renditionName(rendition) {
  const height = /^v(\d+)$/.exec(rendition)?.[1];
  if (height !== undefined) return `${height}p`;
  const audio = /^a(\d+)-(\d+)k$/.exec(rendition);
  return audio === null ? rendition : `audio ${audio[2]}k`;
}
