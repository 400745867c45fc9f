import type { SegmentTimings } from './produced-segment.js';

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
