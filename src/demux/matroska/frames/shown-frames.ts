/** When the frames of a text are shown. */
import type { ShownSample } from '../../../tracks/index.js';
import { NO_DURATION } from './frame.js';
import type { FrameColumns } from './frame-table.js';

/** How long a text is shown whose end is not stated, where no other follows earlier: so long as two lines take to read. */
const USUAL_MILLISECONDS = 5000;
const NANOSECONDS_PER_MILLISECOND = 1e6;

/** @param timestampScale nanoseconds of a tick, in which durations are stated. */
export function shownFrames(
  { count, offsets, sizes, times, durations }: FrameColumns,
  timestampScale: number,
): ShownSample[] {
  return Array.from({ length: count }, (_, i) => {
    const start = times[i]! / NANOSECONDS_PER_MILLISECOND;
    const stated = (durations[i]! * timestampScale) / NANOSECONDS_PER_MILLISECOND;
    const next = i + 1 < count ? times[i + 1]! / NANOSECONDS_PER_MILLISECOND : Number.POSITIVE_INFINITY;
    const usual = Math.min(USUAL_MILLISECONDS, next > start ? next - start : USUAL_MILLISECONDS);
    const end = start + (durations[i] === NO_DURATION ? usual : stated);
    return { offset: offsets[i]!, size: sizes[i]!, start, end };
  });
}
