// @ts-check
/** The segment requests as text: the legend with its counts, and the table. */
import { html, svg } from '../shared/dom.js';
import { duration } from '../shared/format.js';
import { OUTCOME_ORDER, OUTCOMES, renditionName } from './outcomes.js';
import { INIT_SEGMENT, PHASES } from './segment-request.js';

/** @typedef {import('./segment-request.js').SegmentRequest} SegmentRequest */

/** The table shows the latest requests only. */
const MAX_ROWS = 100;
/** Outcomes that the legend lists even when their count is 0. */
const ALWAYS_LISTED = ['encoded', 'prefetched', 'joined', 'hit', 'disk'];

/**
 * Draws the legend: the mark, count and summary of each outcome.
 * @param {HTMLElement} legend
 * @param {readonly SegmentRequest[]} requests
 */
export function drawLegend(legend, requests) {
  const entries = OUTCOME_ORDER.flatMap((outcome) => {
    const count = requests.filter((request) => request.outcome === outcome).length;
    if (count === 0 && !ALWAYS_LISTED.includes(outcome)) return [];
    const shape = svg('path', { class: 'head', d: OUTCOMES[outcome].shape });
    const glyph = svg(
      'svg',
      { class: `glyph mark ${outcome}`, viewBox: '-6 -6 12 12', 'aria-hidden': 'true' },
      shape,
    );
    return [html('li', {}, glyph, html('strong', {}, String(count)), ` ${OUTCOMES[outcome].summary}`)];
  });
  legend.replaceChildren(...entries);
}

/**
 * Draws the rows of the table, the latest request first.
 * @param {HTMLElement} body
 * @param {readonly SegmentRequest[]} requests oldest first
 */
export function drawTable(body, requests) {
  body.replaceChildren(...requests.slice(-MAX_ROWS).reverse().map(rowOf));
}

/** @param {SegmentRequest} request */
function rowOf({ rendition, segment, outcome, waited, phases }) {
  const cells = [
    segment === INIT_SEGMENT ? 'init' : String(segment),
    OUTCOMES[outcome].name,
    duration(waited),
    ...PHASES.map((phase) => (phases[phase] > 0 ? duration(phases[phase]) : '–')),
  ];
  return html(
    'tr',
    {},
    html('th', { scope: 'row' }, renditionName(rendition)),
    ...cells.map((cell) => html('td', {}, cell)),
  );
}
