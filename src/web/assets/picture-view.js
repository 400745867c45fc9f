// @ts-check
/** Draws the picture of the segment requests as SVG: its lanes, its columns, and where playback is in it. */
import { html, svg } from './dom.js';
import { renditionName } from './outcomes.js';
import { BAR_SPACE, layoutPicture, xOfPlace } from './picture-layout.js';
import { describe, drawMarks } from './picture-marks.js';
import { INIT_SEGMENT } from './segment-request.js';

/** @typedef {import('./segment-request.js').SegmentRequest} SegmentRequest */
/** @typedef {import('./picture-layout.js').Picture} Picture */
/** @typedef {import('./picture-marks.js').Drawn} Drawn */

const AXIS_HEIGHT = 22;
/** Room for the mark on top of the topmost bar. */
const MARGIN = 4;

/**
 * @param {{ lanes: HTMLElement, scroller: HTMLElement, canvas: SVGSVGElement, readout: HTMLElement }} elements
 */
export function createPictureView({ lanes, scroller, canvas, readout }) {
  const background = svg('g');
  const buffered = svg('rect', { class: 'buffered', y: 0, height: 0 });
  const marks = svg('g');
  const playhead = svg('line', { class: 'playhead', y1: 0 });
  canvas.append(buffered, background, marks, playhead);
  /** @type {Map<string, Drawn>} */
  const drawn = new Map();
  let picture = layoutPicture([], 0);

  marks.addEventListener('pointerover', (event) => {
    const group = event.target instanceof Element ? event.target.closest('g[data-key]') : null;
    const mark = drawn.get(group?.getAttribute('data-key') ?? '')?.mark;
    if (mark !== undefined) readout.textContent = describe(mark.request);
  });

  return {
    /** @param {readonly SegmentRequest[]} requests oldest first */
    draw(requests) {
      picture = layoutPicture(requests, scroller.clientWidth);
      resize(canvas, picture);
      lanes.replaceChildren(...laneLabels(picture));
      background.replaceChildren(...backgroundOf(picture));
      drawMarks(marks, drawn, picture);
      const latest = requests.at(-1);
      readout.textContent = latest === undefined ? '' : describe(latest);
      if (latest !== undefined) follow(scroller, picture, latest.segment);
    },
    /**
     * Moves the playhead and the band of loaded media.
     * @param {number | undefined} place on the segment map
     * @param {number | undefined} end of the loaded media on the segment map
     */
    movePlayhead(place, end) {
      const x = xOfPlace(picture, place);
      // Sound may be loaded a little beyond the last frame.
      const until = xOfPlace(picture, end) ?? picture.width;
      playhead.toggleAttribute('hidden', x === undefined);
      buffered.toggleAttribute('hidden', x === undefined);
      if (x === undefined) return;
      setAll(playhead, { x1: x, x2: x, y2: picture.height });
      setAll(buffered, { x, width: Math.max(0, until - x), height: picture.height });
    },
  };
}

/**
 * @param {SVGSVGElement} canvas
 * @param {Picture} picture
 */
function resize(canvas, { width, columnWidth, height }) {
  const w = width + columnWidth;
  const h = height + AXIS_HEIGHT + MARGIN;
  setAll(canvas, { width: w, height: h, viewBox: `0 ${-MARGIN} ${w} ${h}` });
}

/** @param {Picture} picture */
function laneLabels({ lanes, scale }) {
  return lanes.map(({ rendition, kind }, lane) =>
    html(
      'div',
      { class: `lane-label ${kind}` },
      html('small', {}, lane === 0 ? scaleLabel(scale) : ''),
      html('span', {}, renditionName(rendition)),
    ),
  );
}

/** @param {number} scale in ms */
function scaleLabel(scale) {
  return scale < 1000 ? `${scale} ms` : `${Math.round(scale / 1000)} s`;
}

/** @param {Picture} picture */
function backgroundOf({ lanes, columns, columnWidth, breaks, width, height }) {
  const floors = lanes.flatMap(({ floor }) => [
    svg('line', { class: 'floor', x1: 0, x2: width, y1: floor, y2: floor }),
    svg('line', { class: 'ceiling', x1: 0, x2: width, y1: floor - BAR_SPACE, y2: floor - BAR_SPACE }),
  ]);
  const cuts = breaks.map((x) => svg('line', { class: 'break', x1: x, x2: x, y1: 0, y2: height }));
  const numbers = [...columns].flatMap(([segment, x], place) => {
    const labelled =
      segment === INIT_SEGMENT || segment % 5 === 0 || (place > 0 && !columns.has(segment - 1));
    if (!labelled) return [];
    const text = segment === INIT_SEGMENT ? 'init' : String(segment);
    return [svg('text', { class: 'number', x: x + columnWidth / 2, y: height + 15 }, text)];
  });
  return [...floors, ...cuts, ...numbers];
}

/**
 * Keeps a segment's column in view, unless somebody is looking elsewhere.
 * @param {HTMLElement} scroller
 * @param {Picture} picture
 * @param {number} segment
 */
function follow(scroller, { columns, columnWidth }, segment) {
  if (scroller.matches(':hover, :focus-within')) return;
  const x = columns.get(segment) ?? 0;
  const end = x + 3 * columnWidth - scroller.clientWidth;
  if (end > scroller.scrollLeft || x < scroller.scrollLeft) scroller.scrollLeft = Math.max(0, end);
}

/**
 * @param {Element} element
 * @param {Record<string, string | number>} attributes
 */
function setAll(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}
