// @ts-check
/** The menus for audio and text. Each is shown only where there is something to choose. */
import { byId } from '../../shared/dom.js';

/** @typedef {import('../players.js').Track} Track */
/** @typedef {import('../players.js').Tracks} Tracks */

/**
 * @param {{ chooseAudio: (id: string) => void, chooseText: (id: string) => void }} onChoose with an empty id for no text
 */
export function createTracksView({ chooseAudio, chooseText }) {
  const audio = createMenu('audio', chooseAudio);
  const text = createMenu('text', chooseText);
  return {
    /** @param {Tracks} tracks */
    show(tracks) {
      audio.show(tracks.audio.length > 1 ? tracks.audio : []);
      text.show(tracks.text, 'Off');
    },
  };
}

/**
 * @param {string} id of the select element
 * @param {(id: string) => void} onChoose
 */
function createMenu(id, onChoose) {
  const select = byId(id, HTMLSelectElement);
  const field = byId(`${id}-field`, HTMLElement);
  let shown = '';
  select.addEventListener('change', () => onChoose(select.value));
  return {
    /**
     * @param {readonly Track[]} tracks
     * @param {string} [none] the option for no track
     */
    show(tracks, none) {
      field.hidden = tracks.length === 0;
      // An open menu would close if it were filled again.
      const names = JSON.stringify(tracks.map(({ id, name }) => [id, name]));
      const changed = names !== shown;
      if (changed) select.replaceChildren(...optionsOf(tracks, none));
      shown = names;
      // A player may take a moment to do as it was told.
      if (changed || document.activeElement !== select)
        select.value = tracks.find(({ active }) => active)?.id ?? '';
    },
  };
}

/**
 * @param {readonly Track[]} tracks
 * @param {string | undefined} none
 */
function optionsOf(tracks, none) {
  const options = tracks.map(({ id, name }) => new Option(name, id));
  return none === undefined ? options : [new Option(none, ''), ...options];
}
