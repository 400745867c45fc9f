/** From values to pixels, and where to write numbers along the way. */
import { digits } from './statistics.js';

export interface Axis {
  /** Where a value is drawn. */
  at(value: number): number;
  readonly ticks: readonly Tick[];
}

export interface Tick {
  readonly value: number;
  readonly text: string;
}

export interface Extent {
  readonly min: number;
  readonly max: number;
}

/** From this ratio of largest to smallest on, equal distances stand for equal ratios. */
const LOGARITHMIC_FROM = 20;
const LEAST_TICKS = 4;
/** Beyond so many decades the numbers between the powers of ten would stand too close. */
const LONG_DECADES = 3;
const MARGIN = 0.06;

/** An axis over the values from one pixel to another. All of them have to be finite; none at all count as 0 to 1. */
export function axisOver(values: readonly number[], from: number, to: number): Axis {
  const extent = extentOf(values);
  return extent.min > 0 && extent.max / extent.min >= LOGARITHMIC_FROM
    ? logarithmicAxis(extent, from, to)
    : linearAxis(extent, from, to);
}

function extentOf(values: readonly number[]): Extent {
  if (values.length === 0) return { min: 0, max: 1 };
  const min = values.reduce((least, value) => Math.min(least, value));
  const max = values.reduce((most, value) => Math.max(most, value));
  return min === max ? { min: min - 0.5, max: max + 0.5 } : { min, max };
}

/** Begins at 0 where that wastes little of it. */
function linearAxis({ min, max }: Extent, from: number, to: number): Axis {
  const margin = (max - min) * MARGIN;
  const low = min >= 0 && min < max / 2 ? 0 : min - margin;
  const high = max + margin;
  const step = niceStep((high - low) / LEAST_TICKS);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  const ticks = Array.from({ length: count }, (_, i) => tick((first + i) * step));
  return { at: (value) => from + ((value - low) / (high - low)) * (to - from), ticks };
}

function logarithmicAxis({ min, max }: Extent, from: number, to: number): Axis {
  const low = Math.log10(min);
  const high = Math.log10(max);
  const margin = (high - low) * MARGIN;
  const span = high - low + 2 * margin;
  const lowest = Math.floor(low);
  const decades = Array.from({ length: Math.ceil(high) - lowest + 1 }, (_, i) => 10 ** (lowest + i));
  const steps = high - low > LONG_DECADES ? [1] : [1, 2, 5];
  const marks = decades.flatMap((decade) => steps.map((step) => step * decade));
  const within = (value: number) => value >= min * 0.999 && value <= max * 1.001;
  return {
    at: (value) => from + ((Math.log10(value) - low + margin) / span) * (to - from),
    ticks: marks.filter(within).map(tick),
  };
}

/** The largest of 1, 2 and 5 times a power of ten that is not larger; 1 for what is not positive. */
export function niceStep(most: number): number {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most) + 1e-9);
  const factor = [5, 2].find((candidate) => candidate * power <= most * (1 + 1e-9)) ?? 1;
  return factor * power;
}

function tick(value: number): Tick {
  const rounded = Number(value.toPrecision(10));
  return { value: rounded, text: tickText(rounded) };
}

function tickText(value: number): string {
  if (value === 0 || Math.abs(value) >= 100) return value.toLocaleString('en-US');
  return Math.abs(value) < 0.01 ? String(value) : String(Number(digits(value).replaceAll(',', '')));
}
