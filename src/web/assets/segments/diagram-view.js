// @ts-check
/** Draws the timeline diagram as SVG: lanes, columns, the playhead and the buffered range. */

import { html, svg } from '../shared/dom.js';
import { BAR_SPACE, layoutDiagram, xOfPosition } from './diagram-layout.js';
import { describe, drawMarks } from './diagram-marks.js';
import { renditionName } from './outcomes.js';
import { INIT_SEGMENT } from './segment-request.js';

/** @typedef {import('./segment-request.js').SegmentRequest} SegmentRequest */
/** @typedef {import('./diagram-layout.js').Diagram} Diagram */
/** @typedef {import('./diagram-marks.js').Drawn} Drawn */

const AXIS_HEIGHT = 22;
/** Room for the mark above a full-height bar in the top lane. */
const MARGIN = 4;

/**
 * @param {{ lanes: HTMLElement, scroller: HTMLElement, canvas: SVGSVGElement, readout: HTMLElement }} elements
 */
export function createDiagramView({ lanes, scroller, canvas, readout }) {
  const background = svg('g');
  const buffered = svg('rect', { class: 'buffered', y: 0, height: 0 });
  const marks = svg('g');
  const playhead = svg('line', { class: 'playhead', y1: 0 });
  canvas.append(buffered, background, marks, playhead);
  /** @type {Map<string, Drawn>} */
  const drawn = new Map();
  let diagram = layoutDiagram([], 0);

  marks.addEventListener('pointerover', (event) => {
    const group = event.target instanceof Element ? event.target.closest('g[data-key]') : null;
    const mark = drawn.get(group?.getAttribute('data-key') ?? '')?.mark;
    if (mark !== undefined) readout.textContent = describe(mark.request);
  });

  return {
    /** @param {readonly SegmentRequest[]} requests oldest first */
    draw(requests) {
      diagram = layoutDiagram(requests, scroller.clientWidth);
      resize(canvas, diagram);
      lanes.replaceChildren(...laneLabels(diagram));
      background.replaceChildren(...backgroundOf(diagram));
      drawMarks(marks, drawn, diagram);
      const latest = requests.at(-1);
      readout.textContent = latest === undefined ? '' : describe(latest);
      if (latest !== undefined) follow(scroller, diagram, latest.segment);
    },
    /**
     * Moves the playhead and the buffered range.
     * @param {number | undefined} position on the segment map
     * @param {number | undefined} end of the buffered media on the segment map
     */
    movePlayhead(position, end) {
      const x = xOfPosition(diagram, position);
      // Audio may be buffered slightly beyond the last video frame.
      const until = xOfPosition(diagram, end) ?? diagram.width;
      playhead.toggleAttribute('hidden', x === undefined);
      buffered.toggleAttribute('hidden', x === undefined);
      if (x === undefined) return;
      setAll(playhead, { x1: x, x2: x, y2: diagram.height });
      setAll(buffered, { x, width: Math.max(0, until - x), height: diagram.height });
    },
  };
}

/**
 * @param {SVGSVGElement} canvas
 * @param {Diagram} diagram
 */
function resize(canvas, { width, columnWidth, height }) {
  const w = width + columnWidth;
  const h = height + AXIS_HEIGHT + MARGIN;
  setAll(canvas, { width: w, height: h, viewBox: `0 ${-MARGIN} ${w} ${h}` });
}

/** @param {Diagram} diagram */
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

/** @param {Diagram} diagram */
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
 * Scrolls a segment's column into view, unless the user is hovering over or focused inside the diagram.
 * @param {HTMLElement} scroller
 * @param {Diagram} diagram
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
