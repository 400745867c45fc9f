// @ts-check
/** Draws the picture of the segment requests as SVG. Marks that stay the same keep their elements. */
import { html, svg } from './dom.js';
import { duration } from './format.js';
import { OUTCOMES, renditionName } from './outcomes.js';
import { BAR_SPACE, LANE_HEIGHT, layoutPicture, xOfPlace } from './picture-layout.js';
import { INIT_SEGMENT, PHASES } from './segment-request.js';

/** @typedef {import('./segment-request.js').SegmentRequest} SegmentRequest */
/** @typedef {import('./picture-layout.js').Mark} Mark */
/** @typedef {import('./picture-layout.js').Picture} Picture */
/** @typedef {{ element: SVGGElement, mark: Mark, scale: number, columnWidth: number }} Drawn */

/** The part of a column that a bar fills. */
const BAR_SHARE = 0.62;
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
      const until = xOfPlace(picture, end) ?? (x === undefined ? undefined : picture.width);
      playhead.toggleAttribute('hidden', x === undefined);
      buffered.toggleAttribute('hidden', x === undefined);
      if (x === undefined || until === undefined) return;
      setAll(playhead, { x1: x, x2: x, y2: picture.height });
      setAll(buffered, { x, width: Math.max(0, until - x), height: picture.height });
    },
  };
}

/**
 * One request in a sentence.
 * @param {SegmentRequest} request
 */
export function describe(request) {
  const segment = request.segment === INIT_SEGMENT ? 'init segment' : `segment ${request.segment}`;
  const parts = PHASES.filter((phase) => request.phases[phase] > 0).map(
    (phase) => `${phase} ${duration(request.phases[phase])}`,
  );
  const work = parts.length > 0 ? ` (${parts.join(', ')})` : '';
  const { summary } = OUTCOMES[request.outcome];
  return `${renditionName(request.rendition)}, ${segment}: ${summary}, there in ${duration(request.waited)}${work}`;
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
  return lanes.map(({ rendition, kind }) =>
    html(
      'div',
      { class: `lane-label ${kind}` },
      html('small', { title: 'What a bar of full height stands for' }, scaleLabel(scale)),
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
 * @param {SVGGElement} parent
 * @param {Map<string, Drawn>} drawn
 * @param {Picture} picture
 */
function drawMarks(parent, drawn, { marks, scale, columnWidth }) {
  const wanted = new Set(marks.map(({ key }) => key));
  for (const [key, { element }] of drawn) {
    if (wanted.has(key)) continue;
    element.remove();
    drawn.delete(key);
  }
  for (const mark of marks) {
    const known = drawn.get(mark.key);
    const same =
      known?.mark.request === mark.request && known.scale === scale && known.columnWidth === columnWidth;
    const element = same ? known.element : markElement(mark, columnWidth);
    element.setAttribute('transform', `translate(${mark.x} ${mark.floor})`);
    if (!same) {
      known?.element.remove();
      parent.append(element);
      drawn.set(mark.key, { element, mark, scale, columnWidth });
    }
  }
}

/**
 * @param {Mark} mark
 * @param {number} columnWidth
 */
function markElement({ key, request, asked, before, parts, top }, columnWidth) {
  const width = Math.round(columnWidth * BAR_SHARE);
  const left = (columnWidth - width) / 2;
  const bars = parts.map(({ phase, from, height }) =>
    svg('rect', { class: phase, x: left, y: -from - height, width, height }),
  );
  const { shape } = OUTCOMES[request.outcome];
  const again = asked > 1 ? `\nAsked for ${asked} times` : '';
  return svg(
    'g',
    { class: `mark ${request.outcome}${before ? ' before' : ''}`, 'data-key': key },
    svg('title', {}, describe(request) + again),
    svg('rect', { class: 'reach', x: 0, y: -LANE_HEIGHT, width: columnWidth, height: LANE_HEIGHT }),
    svg('g', { class: 'bar' }, ...bars),
    svg('path', { class: 'head', d: shape, transform: `translate(${columnWidth / 2} ${-top - 7})` }),
  );
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
