/** How much more rate one encoder needs than another for the same quality (G. Bjøntegaard, ITU-T VCEG-M33). */
import { monotoneCubic, type Point } from './monotone-cubic.js';

export interface RatePoint {
  /** In any unit, the same for both sides. */
  readonly rate: number;
  /** In decibels; more is better. */
  readonly quality: number;
}

const STEPS = 1000;

/**
 * The mean rate difference over the range of quality that both reach, as a fraction: 0.03 is three percent more than the
 * reference. The logarithm of the rate is interpolated over the quality, piecewise-cubically.
 * @throws RangeError when a side has fewer than two points or two of the same quality, or no quality is reached by both.
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

/** Midpoint rule with equal steps. */
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
