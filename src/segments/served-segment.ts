import type { SegmentTimings } from './produced-segment.js';

/**
 * How a segment was served: `hit` from memory, `prefetched` from memory for the first time after a prefetch, `disk` from
 * disk, `miss` produced for this request, `collapsed` joined with an earlier request that produced or read it.
 */
type SegmentResult = 'hit' | 'prefetched' | 'disk' | 'miss' | 'collapsed';

export interface ServedSegment {
  readonly bytes: Uint8Array;
  readonly result: SegmentResult;
  /** Timings of the encode that this request waited for; absent for what came from memory or disk. */
  readonly timings?: SegmentTimings;
}
