/** Measured bitrates. */
import { durationOf } from './media-segment.js';
import type { PlayedRendition } from './played-master.js';

/** In bit/s. */
export interface MeasuredRate {
  readonly peak: number;
  readonly average: number;
}

/** For rounding errors in sums of decimals. */
const EPSILON = 1e-6;

/**
 * The largest bitrate over contiguous segments that span 0.5 to 1.5 target durations, and that of all segments
 * (RFC 8216 4.1). Both are the same if the whole rendition is shorter than half a target duration.
 */
export function measuredRate({ segmentBytes, segments, init, targetDuration }: RateSource): MeasuredRate {
  const bits = segmentBytes.map(({ length }) => 8 * length);
  const lengths = segments.map((segment) => durationOf(segment) / init.timescale);
  const average = sum(bits) / sum(lengths);
  const windows = bits.flatMap((_, first) =>
    bits.slice(first).map((_, more) => {
      const [start, end] = [first, first + more + 1];
      return { seconds: sum(lengths.slice(start, end)), bits: sum(bits.slice(start, end)) };
    }),
  );
  const counted = windows.filter(
    ({ seconds }) => seconds >= 0.5 * targetDuration - EPSILON && seconds <= 1.5 * targetDuration + EPSILON,
  );
  return { average, peak: Math.max(average, ...counted.map((window) => window.bits / window.seconds)) };
}

/** Seconds that a player must buffer first so that, downloading at this bandwidth, no segment is late, wherever it starts. */
export function longestWait({ segments, segmentBytes, init }: RateSource, bandwidth: number): number {
  let longest = 0;
  for (let first = 0; first < segments.length; first++) {
    let wait = 0;
    for (let index = first; index < segments.length; index++) {
      wait += (8 * segmentBytes[index]!.length) / bandwidth;
      longest = Math.max(longest, wait);
      wait -= durationOf(segments[index]!) / init.timescale;
    }
  }
  return longest;
}

export type RateSource = Pick<PlayedRendition, 'segmentBytes' | 'segments' | 'init' | 'targetDuration'>;

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
