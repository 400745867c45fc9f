// @ts-check
/** The list of masters, with a filter and arrow key navigation. */
import { byId, html, setText } from '../shared/dom.js';
import { matching, summary } from './master-summary.js';

/** @typedef {import('../shared/api.js').Asset} Asset */
/** @typedef {import('../shared/problem.js').Preparing} Preparing */

/** At most this many are listed; the filter finds the others. */
const MAX_SHOWN = 200;

/** Maps a key to the list position it moves to. @type {Record<string, (place: number, count: number) => number>} */
const STEPS = {
  ArrowDown: (place, count) => Math.min(place + 1, count - 1),
  ArrowUp: (place) => Math.max(place - 1, 0),
  Home: () => 0,
  End: (_place, count) => count - 1,
};

/**
 * @param {(asset: string) => void} onChoose
 */
export function createMastersView(onChoose) {
  const list = byId('masters', HTMLElement);
  const filter = byId('filter', HTMLInputElement);
  const note = byId('masters-note', HTMLElement);
  /** @type {readonly Asset[] | undefined} */
  let assets;
  let reachable = true;
  let chosen = '';

  const draw = () => {
    if (assets === undefined) return;
    const focused = document.activeElement?.getAttribute('data-asset');
    const found = matching(assets, filter.value);
    list.replaceChildren(...found.slice(0, MAX_SHOWN).map((asset) => itemOf(asset, asset.id === chosen)));
    setText(note, noteOn(assets.length, found.length));
    const buttons = buttonsIn(list);
    const first = buttons.find((button) => button.ariaCurrent === 'true') ?? buttons[0];
    // A single tab stop; the arrow keys move from there.
    if (first !== undefined) first.tabIndex = 0;
    buttons.find((button) => button.getAttribute('data-asset') === focused)?.focus();
  };

  filter.addEventListener('input', draw);
  filter.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    focusOn(buttonsIn(list), 0);
  });
  list.addEventListener('keydown', (event) => moveFocus(event, buttonsIn(list)));
  list.addEventListener('click', ({ target }) => {
    const asset =
      target instanceof Element ? target.closest('button')?.getAttribute('data-asset') : undefined;
    if (asset) onChoose(asset);
  });

  return {
    /** @param {readonly Asset[]} now */
    show(now) {
      const same = reachable && JSON.stringify(now) === JSON.stringify(assets);
      reachable = true;
      assets = now;
      if (!same) draw();
    },
    /**
     * Shows the progress of one master, which is newer than the list.
     * @param {string} asset
     * @param {Preparing} preparing
     */
    showPreparing(asset, preparing) {
      assets = assets?.map((each) =>
        each.id === asset ? { id: asset, state: 'preparing', preparing } : each,
      );
      draw();
    },
    showUnreachable() {
      reachable = false;
      setText(note, 'The list could not be loaded. Retrying shortly.');
    },
    /** @param {string} asset */
    markChosen(asset) {
      chosen = asset;
      draw();
    },
  };
}

/**
 * @param {Asset} asset
 * @param {boolean} chosen
 */
function itemOf(asset, chosen) {
  const text = [
    html('span', { class: 'name' }, asset.title === undefined ? asset.id : `${asset.title} (${asset.id})`),
    html('span', { class: 'facts' }, summary(asset)),
    ...(asset.notPlayed ?? []).map((notice) => html('span', { class: 'not-played' }, notice)),
  ];
  if (asset.state === 'refused') {
    return html('li', { class: 'refused', 'data-refused': asset.problem?.code ?? 'refused' }, ...text);
  }
  const current = chosen ? 'true' : undefined;
  return html(
    'li',
    {},
    html(
      'button',
      { type: 'button', 'data-asset': asset.id, 'aria-current': current, tabindex: -1 },
      ...text,
    ),
  );
}

/**
 * @param {number} all
 * @param {number} found
 */
function noteOn(all, found) {
  if (all === 0)
    return 'No masters yet. Put a video file into the masters directory and it will appear here.';
  if (found === 0) return 'No masters match.';
  return found > MAX_SHOWN ? `${found - MAX_SHOWN} more. Filter to find them.` : '';
}

/** @param {HTMLElement} list */
function buttonsIn(list) {
  return [...list.querySelectorAll('button')];
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLButtonElement[]} buttons
 */
function moveFocus(event, buttons) {
  const step = STEPS[event.key];
  const place = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
  if (step === undefined || place < 0) return;
  event.preventDefault();
  focusOn(buttons, step(place, buttons.length));
}

/**
 * @param {HTMLButtonElement[]} buttons
 * @param {number} place
 */
function focusOn(buttons, place) {
  for (const button of buttons) button.tabIndex = -1;
  const button = buttons[place];
  if (button === undefined) return;
  button.tabIndex = 0;
  button.focus();
}
