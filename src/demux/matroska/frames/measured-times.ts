/** The times of frames that say how long they are. */
import { NANOSECONDS_PER_SECOND } from '../../../matroska/index.js';
import { regularizeTimes, roundingTicks } from '../../../tracks/index.js';
import { FRAME_LACED } from './frame.js';
import type { FrameColumns } from './frame-table.js';
import type { FrameLengths } from './lengths/frame-lengths.js';

/**
 * Lets each frame begin where the one before it ends, unless its block is stored at a time that rounding does not explain.
 * Replaces lengths by durations, and nanoseconds by samples.
 * @param timestampScale nanoseconds of a tick, to which times are rounded; undefined where the first time of a run is taken as it
 *   is, so that none depends on what comes after it.
 */
export function placeMeasuredFrames(
  columns: FrameColumns,
  { rate, isOverlapping }: FrameLengths,
  timestampScale: number | undefined,
): void {
  const { count, times, durations, flags } = columns;
  if (isOverlapping) overlap(durations);
  for (let i = 0; i < count; i++) {
    const isLaced = i > 0 && (flags[i]! & FRAME_LACED) !== 0;
    times[i] = isLaced ? times[i - 1]! + durations[i - 1]! : (times[i]! * rate) / NANOSECONDS_PER_SECOND;
  }
  const rounding =
    timestampScale === undefined ? {} : { rounding: (timestampScale * rate) / NANOSECONDS_PER_SECOND / 2 };
  const lengthOf = (frame: number) => durations[frame]!;
  regularizeTimes(times, { lengthOf, unit: 1, tolerance: roundingTicks(rate), ...rounding });
  for (let i = 0; i < count; i++) times[i] = Math.round(times[i]!);
}

/** The first frame, which has none before it to overlap, only prepares the second. */
function overlap(durations: Uint32Array): void {
  let before = durations[0] ?? 0;
  for (let i = 0; i < durations.length; i++) {
    const own = durations[i]!;
    durations[i] = (before + own) / 4;
    before = own;
  }
}
