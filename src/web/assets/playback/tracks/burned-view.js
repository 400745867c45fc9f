// @ts-check
/** The menu for the text that is burned into the video. Shown only where there is some to choose. */
import { byId } from '../../shared/dom.js';

/** @typedef {{ id: string, name: string }} BurnText */

/** @param {(id: string) => void} onChoose with an empty id for none */
export function createBurnedView(onChoose) {
  const select = byId('burned', HTMLSelectElement);
  const field = byId('burned-field', HTMLElement);
  select.addEventListener('change', () => onChoose(select.value));
  return {
    /**
     * @param {readonly BurnText[]} texts those of the asset
     * @param {string} chosen id; empty for none
     */
    show(texts, chosen) {
      field.hidden = texts.length === 0 && chosen === '';
      const options = texts.map(({ id, name }) => new Option(name, id));
      select.replaceChildren(new Option('None', ''), ...options);
      // A link may name a text that is not in the list.
      if (![...select.options].some(({ value }) => value === chosen))
        select.append(new Option(chosen, chosen));
      select.value = chosen;
    },
  };
}
