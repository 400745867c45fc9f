/** What is stored of a frame. */
interface Frame {
  /** Index of its track among those that are read. */
  readonly track: number;
  readonly offset: number;
  readonly size: number;
  /** In nanoseconds. */
  readonly time: number;
  /** `FRAME_…` bits. */
  readonly flags: number;
  /** In ticks of the segment, or as `FrameLengths`; `NO_DURATION` where it is not stated. */
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

/** So that a cluster of any size takes little memory. */
const BATCH_FRAMES = 1024;

/** The columns of frames of one track; see `Frame`. */
export interface StoredFrames {
  readonly count: number;
  readonly offsets: Float64Array;
  readonly sizes: Uint32Array;
  readonly times: Float64Array;
  readonly flags: Uint8Array;
  readonly durations: Uint32Array;
}

/** Frames of all tracks in file order, up to a fixed number, on their way to the tables of their tracks. */
export class FrameBatch {
  count = 0;
  readonly tracks = new Uint8Array(BATCH_FRAMES);
  readonly offsets = new Float64Array(BATCH_FRAMES);
  readonly sizes = new Uint32Array(BATCH_FRAMES);
  readonly times = new Float64Array(BATCH_FRAMES);
  readonly flags = new Uint8Array(BATCH_FRAMES);
  readonly durations = new Uint32Array(BATCH_FRAMES);
  readonly paddings = new Float64Array(BATCH_FRAMES);

  get isFull(): boolean {
    return this.count === BATCH_FRAMES;
  }

  /** Replaces what it holds by frames of one track, from `first` on, as many as there is room for. Their padding is forgotten. */
  refill(
    track: number,
    { count, offsets, sizes, times, flags, durations }: StoredFrames,
    first: number,
  ): void {
    const end = Math.min(count, first + BATCH_FRAMES);
    this.count = end - first;
    this.tracks.fill(track);
    this.offsets.set(offsets.subarray(first, end));
    this.sizes.set(sizes.subarray(first, end));
    this.times.set(times.subarray(first, end));
    this.flags.set(flags.subarray(first, end));
    this.durations.set(durations.subarray(first, end));
    this.paddings.fill(0);
  }

  /** There is room for it. */
  add({ track, offset, size, time, flags, duration, padding }: Frame): void {
    const i = this.count++;
    this.tracks[i] = track;
    this.offsets[i] = offset;
    this.sizes[i] = size;
    this.times[i] = time;
    this.flags[i] = flags;
    this.durations[i] = duration;
    this.paddings[i] = padding;
  }
}
