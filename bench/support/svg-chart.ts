/** A chart with several curves. */
import type { Chart, Curve } from './bench.js';
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

const LEFT = 76;
const RIGHT = PLOT_WIDTH - 24;
const HEIGHT = 300;
const LEGEND_TOP = 54;
const LEGEND_ROW = 20;
const LEGEND_SAMPLE = 30;
const MAX_DOTS = 40;

/** Draws a chart as an SVG file. Ignores points that are not finite; draws a long range of positive values on a logarithmic axis. */
export function lineChart({ title, xLabel, yLabel, curves }: Chart): string {
  const drawn = curves.map(({ name, points }) => ({ name, points: points.filter(isFinitePoint) }));
  const points = drawn.flatMap((curve) => curve.points);
  const legend = legendOf(drawn);
  const top = LEGEND_TOP + legend.rows * LEGEND_ROW;
  const bottom = top + HEIGHT;
  const across = axisOver(points.map(xOf), LEFT, RIGHT);
  const upward = axisOver(points.map(yOf), bottom, top);
  return plotDocument(bottom + 60, title, [
    ...legend.elements,
    ...gridAcross(across, top, bottom),
    ...gridUpward(upward),
    ...drawn.map((curve, place) => drawCurve(curve, across, upward, colourOf(place))),
    label((LEFT + RIGHT) / 2, bottom + 44, xLabel, { 'text-anchor': 'middle', fill: FAINT_INK }),
    label(0, 0, yLabel, {
      transform: `translate(24 ${(top + bottom) / 2}) rotate(-90)`,
      'text-anchor': 'middle',
      fill: FAINT_INK,
    }),
  ]);
}

function isFinitePoint([x, y]: readonly [number, number]): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

function xOf([x]: readonly [number, number]): number {
  return x;
}

function yOf([, y]: readonly [number, number]): number {
  return y;
}

function colourOf(place: number): string {
  return SERIES_COLOURS[place % SERIES_COLOURS.length] ?? FAINT_INK;
}

/** The names of the curves in rows, each next to a sample of its line. */
function legendOf(curves: readonly Curve[]): { elements: string[]; rows: number } {
  const elements: string[] = [];
  let x = 20;
  let row = 0;
  for (const [place, { name }] of curves.entries()) {
    const words = shortened(name, RIGHT - 20 - LEGEND_SAMPLE);
    const width = LEGEND_SAMPLE + words.length * LETTER_WIDTH + 24;
    if (x > 20 && x + width > RIGHT) {
      x = 20;
      row++;
    }
    const y = LEGEND_TOP + row * LEGEND_ROW;
    elements.push(line(x, y - 4, x + 22, y - 4, { stroke: colourOf(place), 'stroke-width': 2.5 }));
    elements.push(label(x + LEGEND_SAMPLE, y, words));
    x += width;
  }
  return { elements, rows: row + 1 };
}

function gridAcross(axis: Axis, top: number, bottom: number): string[] {
  return axis.ticks.flatMap(({ value, text }) => [
    line(axis.at(value), top, axis.at(value), bottom, { stroke: GRID }),
    label(axis.at(value), bottom + 18, text, { 'text-anchor': 'middle', fill: FAINT_INK }),
  ]);
}

function gridUpward(axis: Axis): string[] {
  return axis.ticks.flatMap(({ value, text }) => [
    line(LEFT, axis.at(value), RIGHT, axis.at(value), { stroke: GRID }),
    label(LEFT - 10, axis.at(value) + 4.5, text, { 'text-anchor': 'end', fill: FAINT_INK }),
  ]);
}

/** A line with a dot at each point, unless there are so many that they would hide it. */
function drawCurve({ points }: Curve, across: Axis, upward: Axis, colour: string): string {
  const places = points.map(([x, y]) => [across.at(x).toFixed(1), upward.at(y).toFixed(1)] as const);
  const path = { points: places.map((place) => place.join(',')).join(' '), fill: 'none', stroke: colour };
  const dots = places.length > MAX_DOTS ? [] : places;
  return [
    element('polyline', { ...path, 'stroke-width': 2, 'stroke-linejoin': 'round' }),
    ...dots.map(([cx, cy]) => element('circle', { cx, cy, r: 3, fill: colour })),
  ].join('\n');
}
