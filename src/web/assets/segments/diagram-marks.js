// @ts-check
/** The marks of the timeline diagram: a bar per requested segment, and its description. */

import { svg } from '../shared/dom.js';
import { duration } from '../shared/format.js';
import { LANE_HEIGHT } from './diagram-layout.js';
import { OUTCOMES, renditionName } from './outcomes.js';
import { INIT_SEGMENT, PHASES } from './segment-request.js';

/** @typedef {import('./segment-request.js').SegmentRequest} SegmentRequest */
/** @typedef {import('./diagram-layout.js').Mark} Mark */
/** @typedef {import('./diagram-layout.js').Diagram} Diagram */
/** @typedef {{ element: SVGGElement, mark: Mark, scale: number, columnWidth: number }} Drawn */

/** The fraction of a column that a bar fills, and its maximum width. */
const BAR_SHARE = 0.62;
const MAX_BAR_WIDTH = 14;

/**
 * Describes one request in a sentence.
 * @param {SegmentRequest} request
 */
export function describe(request) {
  const segment = request.segment === INIT_SEGMENT ? 'init segment' : `segment ${request.segment}`;
  const parts = PHASES.filter((phase) => request.phases[phase] > 0).map(
    (phase) => `${phase} ${duration(request.phases[phase])}`,
  );
  const work = parts.length > 0 ? ` (${parts.join(', ')})` : '';
  const { summary } = OUTCOMES[request.outcome];
  const waited = `${request.outcome === 'failed' ? 'after' : 'took'} ${duration(request.waited)}`;
  return `${renditionName(request.rendition)}, ${segment}: ${summary}, ${waited}${work}`;
}

/**
 * Updates the drawn marks; unchanged marks keep their elements.
 * @param {SVGGElement} parent
 * @param {Map<string, Drawn>} drawn
 * @param {Diagram} diagram
 */
export function drawMarks(parent, drawn, { marks, scale, columnWidth }) {
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
function markElement({ key, request, requestCount, before, parts, top }, columnWidth) {
  const width = Math.min(Math.round(columnWidth * BAR_SHARE), MAX_BAR_WIDTH);
  const left = (columnWidth - width) / 2;
  const bars = parts.map(({ phase, from, height }) =>
    svg('rect', { class: phase, x: left, y: -from - height, width, height }),
  );
  const { shape } = OUTCOMES[request.outcome];
  const again = requestCount > 1 ? `\nRequested ${requestCount} times` : '';
  return svg(
    'g',
    { class: `mark ${request.outcome}${before ? ' before' : ''}`, 'data-key': key },
    svg('title', {}, describe(request) + again),
    svg('rect', { class: 'hover-area', x: 0, y: -LANE_HEIGHT, width: columnWidth, height: LANE_HEIGHT }),
    svg('g', { class: 'bar' }, ...bars),
    svg('path', { class: 'head', d: shape, transform: `translate(${columnWidth / 2} ${-top - 7})` }),
  );
}
