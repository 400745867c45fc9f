// @ts-check
/** The playback URLs, to be copied into any player. */
import { byId } from './dom.js';

/**
 * @param {(message: string) => void} announce
 */
export function createLinksView(announce) {
  const panel = byId('links', HTMLElement);
  const fields = { hls: byId('hls-url', HTMLInputElement), dash: byId('dash-url', HTMLInputElement) };
  for (const [format, field] of Object.entries(fields)) {
    field.addEventListener('focus', () => field.select());
    byId(`copy-${format}`, HTMLButtonElement).addEventListener('click', async () => {
      const copied = await copy(field);
      announce(copied ? `${format.toUpperCase()} URL copied.` : 'Press Ctrl+C to copy the selected URL.');
    });
  }
  return {
    /** @param {{ hls: string, dash: string }} links */
    show({ hls, dash }) {
      fields.hls.value = hls;
      fields.dash.value = dash;
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
