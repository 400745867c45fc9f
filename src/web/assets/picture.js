// @ts-check
/** The picture of segment requests with its legend and its table, kept up to date with the log. */
import { byId } from './dom.js';
import { drawLegend, drawTable } from './picture-table.js';
import { createPictureView } from './picture-view.js';
import { createSegmentLog } from './segment-log.js';

/**
 * @returns {{ clear: () => void, movePlayhead: (place?: number, end?: number) => void }}
 */
export function createPicture() {
  const section = byId('picture', HTMLElement);
  const legend = byId('legend', HTMLElement);
  const rows = byId('rows', HTMLElement);
  const toggle = byId('as-table', HTMLButtonElement);
  const view = createPictureView({
    lanes: byId('lanes', HTMLElement),
    scroller: byId('scroller', HTMLElement),
    canvas: byId('canvas', SVGSVGElement),
    readout: byId('readout', HTMLElement),
  });
  let due = false;

  const draw = () => {
    due = false;
    section.classList.toggle('empty', log.requests.length === 0);
    view.draw(log.requests);
    drawLegend(legend, log.requests);
    if (section.classList.contains('table')) drawTable(rows, log.requests);
  };
  const drawSoon = () => {
    if (!due) requestAnimationFrame(draw);
    due = true;
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
