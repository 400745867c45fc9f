// @ts-check
/** The last segment requests of this page, as the browser reports them. */
import { segmentRequestOf } from './segment-request.js';
import { ROOT } from './site.js';

/** @typedef {import('./segment-request.js').SegmentRequest} SegmentRequest */

/** How many requests are kept. */
const MAX_REQUESTS = 500;

/** How many timing entries the browser keeps; when they are full, all are dropped and it starts again. */
const BROWSER_BUFFER = 1000;

/**
 * Watches the segment requests of the page from now on.
 * @param {() => void} onChange called after requests were added
 */
export function createSegmentLog(onChange) {
  /** @type {SegmentRequest[]} */
  const requests = [];
  let since = 0;
  const observer = new PerformanceObserver((list) => {
    const added = list.getEntries().flatMap((entry) => {
      const request = segmentRequestOf(/** @type {PerformanceResourceTiming} */ (entry), ROOT.pathname);
      return request !== undefined && request.startTime >= since ? [request] : [];
    });
    if (added.length === 0) return;
    requests.push(...added);
    requests.splice(0, requests.length - MAX_REQUESTS);
    onChange();
  });
  observer.observe({ type: 'resource' });
  keepBrowserBufferBounded();
  return {
    /** Oldest first. */
    requests: /** @type {readonly SegmentRequest[]} */ (requests),
    /** Forgets everything, also what was asked for before now and is answered later. */
    clear() {
      since = performance.now();
      requests.length = 0;
    },
  };
}

function keepBrowserBufferBounded() {
  performance.setResourceTimingBufferSize(BROWSER_BUFFER);
  performance.addEventListener('resourcetimingbufferfull', () => performance.clearResourceTimings());
}
