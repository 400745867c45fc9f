/** Response headers of segments. */
import { isSegment, type SegmentRef, type ServedSegment, segmentRef } from '../../segments/index.js';
import { segmentFileName } from '../../shared/media-url.js';

/**
 * The value of `Link` (RFC 8288) from which an edge can prefetch the next segment; undefined after the last segment.
 * Relative, so that it keeps the grant and any path prefix of an edge.
 */
export function nextSegmentLink({ variant, name }: SegmentRef): string | undefined {
  const next = name === 'init' ? 0 : name + 1;
  return isSegment(segmentRef(variant, next)) ? `<${segmentFileName(next)}>; rel=prefetch` : undefined;
}

/** `Cache-Status` (RFC 9211) and `Server-Timing`. */
export function servedHeaders(served: ServedSegment): { 'Cache-Status': string; 'Server-Timing': string } {
  return { 'Cache-Status': cacheStatus(served), 'Server-Timing': serverTiming(served) };
}

function cacheStatus({ result }: ServedSegment): string {
  if (result === 'miss') return 'onplay; fwd=miss';
  if (result === 'disk') return 'onplay; hit; detail=disk';
  return result === 'collapsed' ? 'onplay; fwd=miss; collapsed' : 'onplay; hit';
}

function serverTiming({ result, timings }: ServedSegment): string {
  const metrics = [`cache;desc="${result}"`];
  if (timings) {
    const { queueMs, feedMs, encodeMs, packageMs } = timings;
    const durations = { queue: queueMs, feed: feedMs, encode: encodeMs, package: packageMs };
    for (const [phase, ms] of Object.entries(durations)) metrics.push(`${phase};dur=${ms.toFixed(1)}`);
  }
  return metrics.join(', ');
}
