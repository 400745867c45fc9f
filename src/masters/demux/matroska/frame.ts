/** What is stored of a frame. */
export interface Frame {
  /** Index of its track among those that are read. */
  readonly track: number;
  readonly offset: number;
  readonly size: number;
  /** In nanoseconds. */
  readonly time: number;
  /** `FRAME_…` bits. */
  readonly flags: number;
  /** In ticks of the segment; `NO_DURATION` where it is not stated. */
  readonly duration: number;
  /** Nanoseconds at its end that are not to be presented. */
  readonly padding: number;
}

/** It can be decoded without others. */
export const FRAME_SYNC = 1;
/** It is decoded, but not presented. */
export const FRAME_HIDDEN = 2;
/** It is not the first of its block, and its time is that of the block. */
export const FRAME_LACED = 4;

export const NO_DURATION = 0xffffffff;
