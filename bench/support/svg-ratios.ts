/** A plot of ratios, one row per comparison: every pair, their range and median, and the reference lines. */
import type { Comparison } from './bench.js';
import { digits, ratiosOf, spreadOf } from './statistics.js';
import { type Axis, axisOver } from './svg-axis.js';
import { element, label, line } from './svg-elements.js';
import {
  FAINT_INK,
  GRID,
  LETTER_WIDTH,
  PLOT_WIDTH,
  plotDocument,
  SERIES_COLOURS,
  shortened,
} from './svg-plot.js';

const ROW = 30;
const TOP = 66;
const BOTTOM = 52;
const EDGE = 20;
const WIDEST_NAMES = 280;
const VALUES_WIDTH = 64;
const [DOT, , GOAL] = SERIES_COLOURS;

interface Row {
  readonly name: string;
  readonly ratios: readonly number[];
}

/** Whether there is any ratio to draw. */
export function isRatioPlot(comparisons: readonly Comparison[]): boolean {
  return rowsOf(comparisons).length > 0;
}

/**
 * Draws the plot as an SVG file. Ignores comparisons without a finite ratio above 0.
 * @param goal a ratio to draw a line at, in addition to the one at 1.
 */
export function ratioPlot(title: string, comparisons: readonly Comparison[], goal?: number): string {
  const rows = rowsOf(comparisons);
  const left = EDGE + Math.min(WIDEST_NAMES, Math.max(0, ...rows.map(nameWidth))) + 16;
  const lines = [1, ...(goal !== undefined && goal !== 1 ? [goal] : [])];
  const axis = axisOver(
    [...lines, ...rows.flatMap(({ ratios }) => ratios)],
    left,
    PLOT_WIDTH - EDGE - VALUES_WIDTH,
  );
  const bottom = TOP + rows.length * ROW;
  return plotDocument(bottom + BOTTOM, title, [
    ...grid(axis, bottom),
    ...lines.map((ratio) => heldTo(axis.at(ratio), bottom, ratio === 1 ? 'equal' : `goal ${digits(ratio)}`)),
    ...rows.flatMap((row, place) => drawRow(row, TOP + (place + 0.5) * ROW, axis)),
    label((left + PLOT_WIDTH - EDGE - VALUES_WIDTH) / 2, bottom + 40, 'Onplay ÷ the other side', {
      'text-anchor': 'middle',
      fill: FAINT_INK,
    }),
  ]);
}

function rowsOf(comparisons: readonly Comparison[]): Row[] {
  return comparisons
    .map(({ name, onplay, theirs }) => ({
      name,
      ratios: ratiosOf(onplay, theirs).filter((ratio) => Number.isFinite(ratio) && ratio > 0),
    }))
    .filter(({ ratios }) => ratios.length > 0);
}

function nameWidth({ name }: Row): number {
  return name.length * LETTER_WIDTH;
}

function grid(axis: Axis, bottom: number): string[] {
  return axis.ticks.flatMap(({ value, text }) => [
    line(axis.at(value), TOP, axis.at(value), bottom, { stroke: GRID }),
    label(axis.at(value), bottom + 18, text, { 'text-anchor': 'middle', fill: FAINT_INK }),
  ]);
}

function heldTo(x: number, bottom: number, name: string): string {
  const colour = name === 'equal' ? FAINT_INK : GOAL;
  return [
    line(x, TOP - 6, x, bottom, { stroke: colour, 'stroke-width': 1.5, 'stroke-dasharray': '5 4' }),
    label(x, TOP - 11, name, { 'text-anchor': 'middle', 'font-size': 11, fill: colour }),
  ].join('\n');
}

function drawRow({ name, ratios }: Row, y: number, axis: Axis): string[] {
  const { median, min, max } = spreadOf(ratios);
  const range = { stroke: DOT, 'stroke-width': 6, 'stroke-linecap': 'round', 'stroke-opacity': 0.2 };
  return [
    label(EDGE, y + 4.5, shortened(name, WIDEST_NAMES)),
    line(axis.at(min), y, axis.at(max), y, range),
    ...ratios.map((ratio) =>
      element('circle', { cx: axis.at(ratio), cy: y, r: 2.5, fill: DOT, 'fill-opacity': 0.45 }),
    ),
    element('circle', { cx: axis.at(median), cy: y, r: 5.5, fill: DOT, stroke: '#ffffff' }),
    label(PLOT_WIDTH - EDGE, y + 4.5, ratioText(median), { 'text-anchor': 'end', 'font-weight': 600 }),
  ];
}

/** `0.97`; `1/2,350` for ratios too small to read as a decimal. */
export function ratioText(ratio: number): string {
  return ratio > 0 && ratio < 0.01 ? `1/${digits(1 / ratio)}` : digits(ratio);
}
