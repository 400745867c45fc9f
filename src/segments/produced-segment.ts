import type { EncodeTimings } from '../encoder/index.js';

/** In milliseconds. */
export interface SegmentTimings extends EncodeTimings {
  /** How long the work waited for a slot. */
  readonly queueMs: number;
}

/** What came out of making a segment, checked and packaged. */
export interface MadeSegment {
  readonly bytes: Uint8Array;
  readonly timings: SegmentTimings;
  /** Milliseconds times slots that it took. */
  readonly slotMs: number;
  /** That it was made before, and had only to be read. */
  readonly fromDisk?: true;
}

/** Of what was there already or took no time worth telling. */
export const NO_TIME: SegmentTimings = { queueMs: 0, feedMs: 0, encodeMs: 0, packageMs: 0 };

/** Of what was on disk. */
export const FROM_DISK = { timings: NO_TIME, slotMs: 0, fromDisk: true } as const;
