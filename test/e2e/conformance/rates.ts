/** Bit rates as they came out. */
import { durationOf } from './media-segment.js';
import type { PlayedRendition } from './played-master.js';

/** In bit/s. */
export interface MeasuredRate {
  readonly peak: number;
  readonly average: number;
}

/** Sums of decimals are never quite equal. */
const EPSILON = 1e-6;

/**
 * The largest rate over contiguous segments that span 0.5 to 1.5 target durations, and the rate of all of them
 * (RFC 8216 4.1). Where everything is shorter than half a target duration, both are the same.
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

/** How long a player must wait, in seconds, before what it gets at this rate is always there in time. */
export function longestWait({ segments, segmentBytes, init }: RateSource, bandwidth: number): number {
  let longest = 0;
  for (let first = 0; first < segments.length; first++) {
    let wait = 0;
    for (let place = first; place < segments.length; place++) {
      wait += (8 * segmentBytes[place]!.length) / bandwidth;
      longest = Math.max(longest, wait);
      wait -= durationOf(segments[place]!) / init.timescale;
    }
  }
  return longest;
}

export type RateSource = Pick<PlayedRendition, 'segmentBytes' | 'segments' | 'init' | 'targetDuration'>;

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
