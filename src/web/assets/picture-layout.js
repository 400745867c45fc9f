// @ts-check
/**
 * The picture of the segment requests as plain numbers: a lane for each rendition, the tallest video on top and
 * sound at the bottom; a column for each segment that was asked for, in the order of the media; and in each
 * crossing a bar as high as the request took. Lengths are in the SVG's units, which are CSS pixels.
 */
import { PHASES, workOf } from './segment-request.js';

/** @typedef {import('./segment-request.js').SegmentRequest} SegmentRequest */
/** @typedef {import('./segment-request.js').Phase} Phase */

export const LANE_HEIGHT = 64;
/** The space a bar may fill; the rest of a lane is for the mark on its top. */
export const BAR_SPACE = 46;
/** Columns share the space there is, within these limits. */
const COLUMN_WIDTH = { least: 16, most: 40 };
/** Between two columns whose segments do not follow each other. */
const BREAK_WIDTH = 16;

/** What a full bar can stand for, in ms. */
const SCALES = [200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000];

/** @typedef {{ phase: Phase | 'wait', from: number, height: number }} BarPart measured upwards from the lane's floor */

/**
 * @typedef {object} Mark
 * @property {string} key the same for the same crossing
 * @property {SegmentRequest} request the latest one of its crossing
 * @property {number} asked how often the segment was asked for
 * @property {number} x of the column's left edge
 * @property {number} floor y of the lane's floor
 * @property {number} top height of the whole bar
 * @property {boolean} before whether the work was done before the request came
 * @property {BarPart[]} parts
 */

/**
 * @typedef {object} Picture
 * @property {{ rendition: string, kind: SegmentRequest['kind'], floor: number }[]} lanes
 * @property {Map<number, number>} columns x of each segment's column
 * @property {number} columnWidth
 * @property {number[]} breaks x of the middle of each gap
 * @property {Mark[]} marks
 * @property {number} scale what a full bar stands for, in ms
 * @property {number} width
 * @property {number} height of all lanes
 */

/**
 * @param {readonly SegmentRequest[]} requests oldest first
 * @param {number} space the width there is; a picture with many columns is wider
 * @returns {Picture}
 */
export function layoutPicture(requests, space) {
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
      asked: (marks.get(key)?.asked ?? 0) + 1,
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
 * Where a place on the segment map, as 3.5, lies in the picture; undefined outside its columns.
 * @param {Picture} picture
 * @param {number | undefined} place
 */
export function xOfPlace(picture, place) {
  if (place === undefined) return undefined;
  const column = picture.columns.get(Math.floor(place));
  return column === undefined ? undefined : column + (place % 1) * picture.columnWidth;
}

/**
 * @param {readonly SegmentRequest[]} requests
 * @returns {Picture['lanes']}
 */
function lanesOf(requests) {
  const kinds = new Map(requests.map(({ rendition, kind }) => [rendition, kind]));
  const order = { video: 0, audio: 1, other: 2 };
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
  const columnWidth = Math.min(Math.max(share, COLUMN_WIDTH.least), COLUMN_WIDTH.most);
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
 * The work, part on part, and above it whatever else the browser waited for.
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
