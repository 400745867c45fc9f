// @ts-check
/** The name and mark of each outcome of a segment request. Marks differ in shape, not only in colour. */

/** @typedef {import('./segment-request.js').Outcome} Outcome */

/**
 * Shapes are centred on 0,0 and fit in a 10 by 10 square. `summary` follows a count or the name of a segment.
 * @type {Record<Outcome, { name: string, summary: string, shape: string }>}
 */
export const OUTCOMES = {
  encoded: { name: 'Encoded', summary: 'encoded on request', shape: 'M-4-4H4V4H-4z' },
  prefetched: {
    name: 'Prefetched',
    summary: 'encoded ahead of the request',
    shape: 'M-3.5-4.5 4.5 0-3.5 4.5z',
  },
  joined: { name: 'Joined', summary: 'joined a request in progress', shape: 'M0-5 5 0 0 5-5 0z' },
  hit: { name: 'Memory', summary: 'from memory', shape: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0' },
  disk: {
    name: 'Disk',
    summary: 'from disk',
    shape: 'M-4.5-3a4.5 2 0 0 1 9 0V3a4.5 2 0 0 1-9 0z',
  },
  bucket: { name: 'Bucket', summary: 'from the shared bucket', shape: 'M-5-4H5L3 4.5H-3z' },
  browser: {
    name: 'Browser',
    summary: 'from the browser cache',
    shape: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0M-2 0a2 2 0 1 1 4 0a2 2 0 1 1-4 0',
  },
  failed: {
    name: 'Failed',
    summary: 'failed',
    shape: 'M-4.5-3-3-4.5 0-1.5 3-4.5 4.5-3 1.5 0 4.5 3 3 4.5 0 1.5-3 4.5-4.5 3-1.5 0z',
  },
  unknown: { name: 'Unknown', summary: 'served without timings', shape: 'M-4-1.2H4V1.2H-4z' },
};

/** In display order. */
export const OUTCOME_ORDER = /** @type {Outcome[]} */ (Object.keys(OUTCOMES));

/**
 * The display name of a rendition id: `v720` becomes 720p, `a1-128k` becomes audio 128k; other ids stay as they are.
 * @param {string} rendition
 */
export function renditionName(rendition) {
  const height = /^v(\d+)$/.exec(rendition)?.[1];
  if (height !== undefined) return `${height}p`;
  const audio = /^a(\d+)-(\d+)k$/.exec(rendition);
  return audio === null ? rendition : `audio ${audio[2]}k`;
}
