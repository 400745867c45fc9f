// @ts-check
/** The playback URLs, to be copied into any player. */
import { byId } from './dom.js';

export function createLinksView() {
  const panel = byId('links', HTMLElement);
  const note = byId('links-note', HTMLElement);
  const fields = { hls: byId('hls-url', HTMLInputElement), dash: byId('dash-url', HTMLInputElement) };
  for (const [format, field] of Object.entries(fields)) {
    field.addEventListener('focus', () => field.select());
    byId(`copy-${format}`, HTMLButtonElement).addEventListener('click', async () => {
      const copied = await copy(field);
      const done = `The ${format.toUpperCase()} URL is copied. It opens this master for the next four hours.`;
      note.textContent = copied ? done : 'The URL is selected: copy it with the keyboard.';
    });
  }
  return {
    /** @param {{ hls: string, dash: string }} links */
    show({ hls, dash }) {
      fields.hls.value = hls;
      fields.dash.value = dash;
      note.textContent = '';
      panel.hidden = false;
    },
    hide() {
      panel.hidden = true;
    },
  };
}

/**
 * Copies a field's text. Browsers only let pages they hold secure do so: elsewhere it is selected, to be copied
 * by hand.
 * @param {HTMLInputElement} field
 */
async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.focus();
    field.select();
    return false;
  }
}
