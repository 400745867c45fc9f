// @ts-check
/**
 * The layout of the timeline diagram, as plain numbers: a lane per rendition, the tallest video at the top and audio
 * at the bottom; a column per requested segment, in media order; and in each cell a bar whose height is the time the
 * request took. Lengths are in SVG units, which are CSS pixels.
 */
import { PHASES, workOf } from './segment-request.js';

/** @typedef {import('./segment-request.js').SegmentRequest} SegmentRequest */
/** @typedef {import('./segment-request.js').Phase} Phase */

export const LANE_HEIGHT = 64;
/** Maximum height of a bar; the rest of a lane is for the mark above it. */
export const BAR_SPACE = 46;
/** Columns share the available width, within these limits. */
const COLUMN_WIDTH = { min: 16, max: 40 };
/** The gap between two columns whose segments are not consecutive. */
const BREAK_WIDTH = 16;

/** The durations that a full-height bar can represent, in ms. */
const SCALES = [200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000];

/** @typedef {{ phase: Phase | 'wait', from: number, height: number }} BarPart measured upwards from the lane's baseline */

/**
 * @typedef {object} Mark
 * @property {string} key identifies the cell
 * @property {SegmentRequest} request the latest one of its cell
 * @property {number} requestCount how often the segment was requested
 * @property {number} x of the column's left edge
 * @property {number} floor y of the lane's baseline
 * @property {number} top total height of the bar
 * @property {boolean} before whether the segment was produced before the request
 * @property {BarPart[]} parts
 */

/**
 * @typedef {object} Diagram
 * @property {{ rendition: string, kind: SegmentRequest['kind'], floor: number }[]} lanes
 * @property {Map<number, number>} columns x of each segment's column
 * @property {number} columnWidth
 * @property {number[]} breaks x of the middle of each gap
 * @property {Mark[]} marks
 * @property {number} scale the duration of a full-height bar, in ms
 * @property {number} width
 * @property {number} height of all lanes
 */

/**
 * @param {readonly SegmentRequest[]} requests oldest first
 * @param {number} space available width; a diagram with many columns is wider
 * @returns {Diagram}
 */
export function layoutDiagram(requests, space) {
  const lanes = lanesOf(requests);
  const floors = new Map(lanes.map(({ rendition, floor }) => [rendition, floor]));
  const columns = columnsOf(requests, space);
  const scale = scaleOf(requests);
  /** @type {Map<string, Mark>} */
  const marks = new Map();
  for (const request of requests) {
    const key = `${request.rendition}/${request.segment}`;
    marks.set(key, {
      key,
      request,
      requestCount: (marks.get(key)?.requestCount ?? 0) + 1,
      x: columns.columns.get(request.segment) ?? 0,
      floor: floors.get(request.rendition) ?? 0,
      ...barOf(request, scale),
    });
  }
  return {
    ...columns,
    lanes,
    marks: [...marks.values()],
    scale,
    height: lanes.length * LANE_HEIGHT,
  };
}

/**
 * The x of a position on the segment map, such as 3.5; undefined outside the columns.
 * @param {Diagram} diagram
 * @param {number | undefined} position
 */
export function xOfPosition(diagram, position) {
  if (position === undefined) return undefined;
  const column = diagram.columns.get(Math.floor(position));
  return column === undefined ? undefined : column + (position % 1) * diagram.columnWidth;
}

/**
 * @param {readonly SegmentRequest[]} requests
 * @returns {Diagram['lanes']}
 */
function lanesOf(requests) {
  const kinds = new Map(requests.map(({ rendition, kind }) => [rendition, kind]));
  const order = { video: 0, audio: 1, text: 2, image: 3, other: 4 };
  return [...kinds]
    .sort(
      ([a, kindA], [b, kindB]) => order[kindA] - order[kindB] || b.localeCompare(a, 'en', { numeric: true }),
    )
    .map(([rendition, kind], lane) => ({ rendition, kind, floor: (lane + 1) * LANE_HEIGHT }));
}

/**
 * @param {readonly SegmentRequest[]} requests
 * @param {number} space
 */
function columnsOf(requests, space) {
  const segments = [...new Set(requests.map(({ segment }) => segment))].sort((a, b) => a - b);
  const share = Math.floor(space / (segments.length + 1));
  const columnWidth = Math.min(Math.max(share, COLUMN_WIDTH.min), COLUMN_WIDTH.max);
  /** @type {Map<number, number>} */
  const columns = new Map();
  /** @type {number[]} */
  const breaks = [];
  let x = 0;
  segments.forEach((segment, place) => {
    const before = segments[place - 1];
    if (before !== undefined && segment !== before + 1) {
      breaks.push(x + BREAK_WIDTH / 2);
      x += BREAK_WIDTH;
    }
    columns.set(segment, x);
    x += columnWidth;
  });
  return { columns, columnWidth, breaks, width: x };
}

/** @param {readonly SegmentRequest[]} requests */
function scaleOf(requests) {
  const longest = Math.max(0, ...requests.map((request) => Math.max(request.waited, workOf(request))));
  return SCALES.find((scale) => scale >= longest) ?? longest;
}

/**
 * Stacks the phases of the work, and on top of them the rest of the time the browser waited.
 * @param {SegmentRequest} request
 * @param {number} scale
 * @returns {{ before: boolean, parts: BarPart[], top: number }}
 */
function barOf(request, scale) {
  const work = workOf(request);
  const before = work > request.waited && (request.outcome === 'hit' || request.outcome === 'prefetched');
  const lengths = [
    ...PHASES.map((phase) => ({ phase, ms: request.phases[phase] })),
    { phase: /** @type {const} */ ('wait'), ms: Math.max(0, request.waited - work) },
  ];
  /** @type {BarPart[]} */
  const parts = [];
  let from = 0;
  for (const { phase, ms } of lengths) {
    const height = (ms / scale) * BAR_SPACE;
    if (height > 0) parts.push({ phase, from, height });
    from += height;
  }
  return { before, parts, top: from };
}
