/** The frame rate of a track, as a fraction. */

import { type Fraction, inLowestTerms } from '../../shared/fraction.js';
import { frameTime, runsWithin, type VideoTrack } from '../../tracks/index.js';

/** In lowest terms. */
export type FrameRate = Fraction;

/** Frame rates of cameras and editors; those of the NTSC family are slower by 1000/1001. */
const WHOLE_RATES = [10, 12, 15, 18, 20, 24, 25, 30, 48, 50, 60, 72, 90, 96, 100, 120, 144, 200, 240];
const NTSC_RATES = [12, 15, 24, 30, 48, 60, 120, 240];
const STANDARD_RATES: readonly FrameRate[] = [
  ...WHOLE_RATES.map((rate) => ({ numerator: rate, denominator: 1 })),
  ...NTSC_RATES.map((rate) => inLowestTerms({ numerator: rate * 1000, denominator: 1001 })),
];

/** How far a master's average rate may be from a standard rate to count as that rate, relative to it. */
const TOLERANCE = 0.001;

const HIGH_FRAME_RATE = 31;

/** Bounds what a damaged sample table may claim, and with it everything computed from the rate. */
const MAX_RATE = 480;

/** The standard rate nearest to the average over all frames if within 0.1%, else the average in thousandths. */
export function nominalFrameRate(track: TimedFrames): FrameRate {
  const { frames, ticks } = steadyFrames(track);
  const average = Math.min(MAX_RATE, (frames * track.timescale) / Math.max(1, ticks));
  const [nearest] = STANDARD_RATES.toSorted((a, b) => distance(a, average) - distance(b, average));
  if (nearest && distance(nearest, average) <= TOLERANCE) return nearest;
  return inLowestTerms({ numerator: Math.max(1, Math.round(average * 1000)), denominator: 1000 });
}

type TimedFrames = Pick<VideoTrack, 'frames' | 'runs' | 'samples' | 'start' | 'end' | 'timescale'>;

/** How many frames take how many ticks, without the last ones of runs: how long those last says nothing of the rate. */
function steadyFrames(track: TimedFrames): { readonly frames: number; readonly ticks: number } {
  const whole = { frames: track.frames.length, ticks: track.end - track.start };
  if (!track.runs) return whole;
  let [frames, ticks] = [0, 0];
  for (const { first, end } of runsWithin(track, { first: 0, end: track.frames.length })) {
    frames += end - 1 - first;
    ticks += frameTime(track, end - 1) - frameTime(track, first);
  }
  return frames === 0 ? whole : { frames, ticks };
}

/** The rate of every n-th frame. */
export function dividedRate({ numerator, denominator }: FrameRate, n: number): FrameRate {
  return inLowestTerms({ numerator, denominator: denominator * n });
}

/** Above 31 frames a second: meant to be smooth, not 30 with some jitter. */
export function isHighFrameRate(rate: FrameRate): boolean {
  return framesPerSecond(rate) > HIGH_FRAME_RATE;
}

export function framesPerSecond({ numerator, denominator }: FrameRate): number {
  return numerator / denominator;
}

/** Relative to the rate. */
function distance(rate: FrameRate, average: number): number {
  return Math.abs(average / framesPerSecond(rate) - 1);
}
