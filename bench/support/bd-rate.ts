/** How much more rate one encoder needs than another for the same quality (G. Bjøntegaard, ITU-T VCEG-M33). */
import { monotoneCubic, type Point } from './monotone-cubic.js';

export interface RatePoint {
  /** Bits or bytes; the unit does not matter as long as both sides have the same. */
  readonly rate: number;
  /** In decibels; more is better. */
  readonly quality: number;
}

const STEPS = 1000;

/**
 * The mean difference of rate over the qualities that both reach, as a share: 0.03 is three percent more than the
 * reference. The logarithm of the rate is interpolated over the quality, piecewise-cubically.
 * @throws RangeError with less than two points of a side, two of one quality, or no quality that both reach.
 */
export function bdRate(reference: readonly RatePoint[], tested: readonly RatePoint[]): number {
  const low = Math.max(lowest(reference), lowest(tested));
  const high = Math.min(highest(reference), highest(tested));
  if (!(high > low)) throw new RangeError('the curves have no quality in common');
  const before = logarithmOfRate(reference);
  const after = logarithmOfRate(tested);
  const mean = meanOver(low, high, (quality) => after(quality) - before(quality));
  return Math.exp(mean) - 1;
}

function logarithmOfRate(points: readonly RatePoint[]): (quality: number) => number {
  const sorted = [...points].sort((a, b) => a.quality - b.quality);
  return monotoneCubic(sorted.map(({ rate, quality }): Point => [quality, Math.log(rate)]));
}

/** By the midpoints of equal steps. */
function meanOver(low: number, high: number, value: (x: number) => number): number {
  const step = (high - low) / STEPS;
  let sum = 0;
  for (let i = 0; i < STEPS; i++) sum += value(low + (i + 0.5) * step);
  return sum / STEPS;
}

function lowest(points: readonly RatePoint[]): number {
  return Math.min(...points.map(({ quality }) => quality));
}

function highest(points: readonly RatePoint[]): number {
  return Math.max(...points.map(({ quality }) => quality));
}
