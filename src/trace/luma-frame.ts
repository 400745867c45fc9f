/** Frames as they are compared: their luma alone, in one small size each for the copy and for the master. */
import { availableParallelism } from 'node:os';

export interface FrameGrid {
  readonly width: number;
  readonly height: number;
}

/** Of the copy: a cell of the pattern has ten by ten pixels. */
export const COPY_GRID: FrameGrid = { width: 160, height: 90 };
/** Of the master: twice as fine, so that it is read between pixels. */
export const MASTER_GRID: FrameGrid = { width: 320, height: 180 };

export interface LumaFrame {
  /** When it is presented, in seconds. */
  readonly time: number;
  /** Row by row. */
  readonly luma: Uint8Array;
}

/** Where frames come from, by segments. */
export interface FrameSource {
  readonly segments: number;
  /** When each segment begins, in seconds, and when the last one ends. */
  readonly boundaries: readonly number[];
  /** About so many frames a second of a segment, in order; default all. @throws what decoding throws. */
  read(segment: number, perSecond?: number): Promise<readonly LumaFrame[]>;
}

/** About so many frames a second are compared: with more, little is gained. */
export const PER_SECOND = 6;

/** The segments that have some of a time, in seconds. */
export function segmentsBetween(
  { boundaries, segments }: FrameSource,
  from: number,
  to: number,
): readonly number[] {
  return Array.from({ length: segments }, (_, segment) => segment).filter(
    (segment) => boundaries[segment + 1]! > from && boundaries[segment]! <= to,
  );
}

/** Reads segments, some at once, and uses the frames of each in order. @param perSecond see `FrameSource.read`. @throws what reading throws. */
export async function readEach(
  source: FrameSource,
  segments: readonly number[],
  perSecond: number | undefined,
  use: (frames: readonly LumaFrame[], segment: number) => void,
): Promise<void> {
  const atOnce = availableParallelism();
  for (let first = 0; first < segments.length; first += atOnce) {
    const batch = segments.slice(first, first + atOnce);
    const read = await Promise.all(batch.map((segment) => source.read(segment, perSecond)));
    for (const [i, segment] of batch.entries()) use(read[i]!, segment);
  }
}

/** All segments of a source. */
export function segmentsOf({ segments }: FrameSource): readonly number[] {
  return Array.from({ length: segments }, (_, segment) => segment);
}
