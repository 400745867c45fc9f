// @ts-check
/** The timeline diagram of segment requests with its legend and table, redrawn when the log changes. */

import { byId } from '../shared/dom.js';
import { drawLegend, drawTable } from './diagram-table.js';
import { createDiagramView } from './diagram-view.js';
import { createSegmentLog } from './segment-log.js';

/**
 * @returns {{ clear: () => void, movePlayhead: (position?: number, end?: number) => void }}
 */
export function createDiagram() {
  const section = byId('timeline-diagram', HTMLElement);
  const legend = byId('legend', HTMLElement);
  const rows = byId('rows', HTMLElement);
  const toggle = byId('as-table', HTMLButtonElement);
  const view = createDiagramView({
    lanes: byId('lanes', HTMLElement),
    scroller: byId('scroller', HTMLElement),
    canvas: byId('canvas', SVGSVGElement),
    readout: byId('readout', HTMLElement),
  });
  let scheduled = false;

  const draw = () => {
    scheduled = false;
    section.classList.toggle('empty', log.requests.length === 0);
    view.draw(log.requests);
    drawLegend(legend, log.requests);
    if (section.classList.contains('table')) drawTable(rows, log.requests);
  };
  const drawSoon = () => {
    if (!scheduled) requestAnimationFrame(draw);
    scheduled = true;
  };
  const log = createSegmentLog(drawSoon);

  toggle.addEventListener('click', () => {
    const table = section.classList.toggle('table');
    toggle.setAttribute('aria-pressed', String(table));
    draw();
  });
  byId('no-timings', HTMLElement).hidden = isSecureContext;
  new ResizeObserver(drawSoon).observe(byId('scroller', HTMLElement));
  draw();
  return {
    clear() {
      log.clear();
      draw();
    },
    movePlayhead: view.movePlayhead,
  };
}
