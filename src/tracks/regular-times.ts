/** Undoes the rounding of times, where it is known how long samples are. */

/** Containers round times to milliseconds; a larger deviation is intended. */
const TOLERANCE_SECONDS = 0.0015;

/** By how much a time may be off for its rounding, in ticks. */
export const roundingTicks = (timescale: number) => TOLERANCE_SECONDS * timescale;

/** How long samples are, and how their times were rounded. */
interface Regularity {
  /** A whole number for each sample. */
  lengthOf(sample: number): number;
  /** Ticks of a length of 1. */
  readonly unit: number;
  /** By how many ticks a time may be off; one that is further off is intended. */
  readonly tolerance: number;
  /** By how many ticks times may have been rounded; absent where the first of a run is taken as it is. */
  readonly rounding?: number;
}

/**
 * Lets each sample begin where the one before it ends, if that moves it by at most the tolerance; a sample further off keeps its
 * time, and a new run of samples begins with it. With `rounding`, a run is moved by as little as lets that explain all its times.
 * Changes `times`.
 */
export function regularizeTimes(times: Float64Array, regularity: Regularity): void {
  for (let first = 0; first < times.length; ) first = regularizeRun(times, first, regularity);
}

/** Returns the first sample of the next run. */
function regularizeRun(times: Float64Array, first: number, regularity: Regularity): number {
  const { lengthOf, unit, tolerance, rounding } = regularity;
  const anchor = times[first]!;
  let [elapsed, lowest, highest] = [0, 0, 0];
  let end = first + 1;
  for (; end < times.length; end++) {
    elapsed += lengthOf(end - 1);
    // Not summed up in ticks, which may be fractions.
    const expected = anchor + elapsed * unit;
    const off = times[end]! - expected;
    if (!(Math.abs(off) <= tolerance)) break;
    lowest = Math.min(lowest, off);
    highest = Math.max(highest, off);
    times[end] = expected;
  }
  const shift = rounding === undefined ? 0 : nearestToZero(highest - rounding, lowest + rounding);
  if (shift !== 0) for (let i = first; i < end; i++) times[i]! += shift;
  return end;
}

/** Of the values [from, to]; their middle where there are none. */
function nearestToZero(from: number, to: number): number {
  if (from > to) return (from + to) / 2;
  return Math.min(Math.max(0, from), to);
}
