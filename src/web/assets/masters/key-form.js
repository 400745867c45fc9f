// @ts-check
/** The form for the admin key, shown when the API answers 401. */
import { hasKey, rememberKey } from '../shared/api.js';
import { byId, setText } from '../shared/dom.js';

/**
 * @param {() => void} onKey called when a key was entered
 */
export function createKeyForm(onKey) {
  const form = byId('key-form', HTMLFormElement);
  const field = byId('key', HTMLInputElement);
  const note = byId('key-note', HTMLElement);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (field.value === '') return;
    rememberKey(field.value);
    field.value = '';
    form.hidden = true;
    onKey();
  });
  return {
    ask() {
      if (!form.hidden) return;
      form.hidden = false;
      setText(note, hasKey() ? 'The origin did not accept that key.' : '');
      field.focus();
    },
    /** While it is open, requests to the API would fail. */
    isOpen: () => !form.hidden,
  };
}
