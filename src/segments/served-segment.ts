/** A segment as it is served, and how. */
import type { Metrics } from '../shared/metrics.js';
import type { Shared } from '../shared/single-flight.js';
import type { ProducedSegment, SegmentTimings } from './produced-segment.js';

/**
 * How a segment was served: `hit` from memory, `prefetched` from memory for the first time after a prefetch, `disk` from
 * this server's disk, `bucket` from the bucket that servers share, `miss` produced for this request, `collapsed` joined with an
 * earlier request that produced or read it.
 */
export type SegmentResult = 'hit' | 'prefetched' | 'disk' | 'bucket' | 'miss' | 'collapsed';

/** Whether a segment that was served so had been finished before it was requested. */
export const IS_CACHE_HIT: Readonly<Record<SegmentResult, boolean>> = {
  hit: true,
  prefetched: true,
  disk: true,
  bucket: true,
  miss: false,
  collapsed: false,
};

export interface ServedSegment {
  readonly bytes: Uint8Array;
  readonly result: SegmentResult;
  /** Timings of the encode that this request waited for; absent for what was finished before. */
  readonly timings?: SegmentTimings;
}

/** What was produced for a request, or for an earlier one that it joined; counted. @throws what producing it throws. */
export async function servedWhenProduced(
  { promise, collapsed }: Shared<ProducedSegment>,
  { segmentRequests }: Pick<Metrics, 'segmentRequests'>,
): Promise<ServedSegment> {
  try {
    const { bytes, timings, storedIn } = await promise;
    const result = collapsed ? 'collapsed' : (storedIn ?? 'miss');
    segmentRequests.inc({ result });
    return { bytes, result, ...(!storedIn && { timings }) };
  } catch (error) {
    segmentRequests.inc({ result: 'error' });
    throw error;
  }
}
