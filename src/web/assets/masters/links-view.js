// @ts-check
/** The playback URLs, to copy into any player. */
import { byId } from '../shared/dom.js';

export function createLinksView() {
  const panel = byId('links', HTMLElement);
  const note = byId('links-note', HTMLElement);
  const fields = { hls: byId('hls-url', HTMLInputElement), dash: byId('dash-url', HTMLInputElement) };
  for (const [format, field] of Object.entries(fields)) {
    field.addEventListener('focus', () => field.select());
    byId(`copy-${format}`, HTMLButtonElement).addEventListener('click', async () => {
      const copied = await copy(field);
      const done = `${format.toUpperCase()} URL copied. It plays this master for the next four hours.`;
      note.textContent = copied
        ? done
        : 'The browser did not allow copying. The URL is selected: copy it with the keyboard.';
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
 * Copies a field's text to the clipboard. Browsers allow this in secure contexts only; elsewhere the text is
 * selected so that the user can copy it. Returns whether it was copied.
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
