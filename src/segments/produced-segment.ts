import type { EncodeTimings } from '../encoder/index.js';

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
  /** Set where the segment was read from disk, and not produced again. */
  readonly fromDisk?: true;
}

/** The timings of a segment that was cached, or that took negligible time. */
export const NO_TIME: SegmentTimings = { queueMs: 0, feedMs: 0, encodeMs: 0, packageMs: 0 };

/** What a segment read from disk has beside its bytes. */
export const FROM_DISK = { timings: NO_TIME, slotMs: 0, fromDisk: true } as const;
