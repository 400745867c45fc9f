import type { EncodeTimings } from '../encoder/index.js';
import type { StoredSegment, StoreTier } from './stores/segment-store.js';

/** Durations in milliseconds. */
export interface SegmentTimings extends EncodeTimings {
  /** How long the encode waited for a slot, and how long it was paused for others. */
  readonly queueMs: number;
}

/** A segment that was produced, checked and packaged. */
export interface ProducedSegment {
  readonly bytes: Uint8Array;
  readonly timings: SegmentTimings;
  /** Encoding time in milliseconds times the number of slots it held. */
  readonly slotMs: number;
  /** Where the segment was read from, if it was not produced again. */
  readonly storedIn?: StoreTier;
}

/** The timings of a segment that was cached, or that took negligible time. */
export const NO_TIME: SegmentTimings = { queueMs: 0, feedMs: 0, encodeMs: 0, packageMs: 0 };

/** A segment that was read instead of produced. */
export function readSegment({ bytes, tier }: StoredSegment): ProducedSegment {
  return { bytes, timings: NO_TIME, slotMs: 0, storedIn: tier };
}
