/** Maps values to pixels, and places the ticks. */
import { digits } from './statistics.js';

export interface Axis {
  /** The pixel position of a value. */
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

/** From this ratio of largest to smallest value, the axis is logarithmic. */
const LOGARITHMIC_FROM = 20;
const MIN_TICKS = 4;
/** Beyond this many decades, only powers of ten are labelled. */
const LONG_DECADES = 3;
const MARGIN = 0.06;

/** An axis for the values, from one pixel position to another. The values must be finite; without any, it runs from 0 to 1. */
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

/** A linear axis, which starts at 0 if that wastes little space. */
function linearAxis({ min, max }: Extent, from: number, to: number): Axis {
  const margin = (max - min) * MARGIN;
  const low = min >= 0 && min < max / 2 ? 0 : min - margin;
  const high = max + margin;
  const step = niceStep((high - low) / MIN_TICKS);
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

/** The largest 1, 2 or 5 times a power of ten up to the value; 1 for values that are not positive. */
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
