// @ts-check
/** The latest segment requests of this page, from the browser's Resource Timing entries. */

import { ROOT } from '../shared/site.js';
import { segmentRequestOf } from './segment-request.js';

/** @typedef {import('./segment-request.js').SegmentRequest} SegmentRequest */

/** How many requests the log holds. */
const MAX_REQUESTS = 500;

/** Size of the browser's Resource Timing buffer, in entries. When it is full, the page clears it. */
const BROWSER_BUFFER = 1000;

/**
 * Logs the segment requests of the page from now on.
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
    /** Empties the log, and ignores requests in progress, even when they finish later. */
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
