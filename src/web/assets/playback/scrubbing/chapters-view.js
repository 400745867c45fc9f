// @ts-check
/** The chapters, each a button that goes to its start. */
import { byId, html } from '../../shared/dom.js';
import { clockTime } from '../../shared/format.js';

/** @typedef {import('./chapters.js').Chapter} Chapter */

/** @param {(seconds: number) => void} onChoose */
export function createChaptersView(onChoose) {
  const panel = byId('chapters', HTMLDetailsElement);
  const list = byId('chapter-list', HTMLOListElement);
  list.addEventListener('click', ({ target }) => {
    const start = target instanceof Element ? target.closest('button')?.getAttribute('data-start') : null;
    if (start) onChoose(Number(start));
  });
  return {
    /** @param {readonly Chapter[]} chapters */
    show(chapters) {
      panel.hidden = chapters.length === 0;
      list.replaceChildren(...chapters.map(itemOf));
    },
    /** @param {Chapter | undefined} current */
    mark(current) {
      for (const button of list.querySelectorAll('button')) {
        const isCurrent = button.getAttribute('data-start') === String(current?.start);
        button.ariaCurrent = isCurrent ? 'true' : null;
      }
    },
  };
}

/** @param {Chapter} chapter */
function itemOf({ start, title }) {
  const time = html('span', { class: 'facts' }, clockTime(start));
  return html('li', {}, html('button', { type: 'button', 'data-start': start }, time, ` ${title}`));
}
