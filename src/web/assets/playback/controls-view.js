// @ts-check
/** The controls for player, device and maximum height. */
import { byId } from '../shared/dom.js';

/** @typedef {import('./choices.js').Choices} Choices */
/** @typedef {import('./choices.js').PlayerId} PlayerId */

/**
 * @param {(change: Partial<Choices>) => void} onChange
 */
export function createControlsView(onChange) {
  const players = byId('players', HTMLFieldSetElement);
  const device = byId('device', HTMLSelectElement);
  const maxHeight = byId('max-height', HTMLSelectElement);
  players.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement) onChange({ player: /** @type {PlayerId} */ (target.value) });
  });
  device.addEventListener('change', () => onChange({ device: device.value }));
  maxHeight.addEventListener('change', () => onChange({ maxHeight: maxHeight.value }));
  return {
    /** @param {Choices} choices */
    show(choices) {
      byId(`player-${choices.player}`, HTMLInputElement).checked = true;
      device.value = choices.device;
      // A link may name a height that is not in the list.
      if (![...maxHeight.options].some(({ value }) => value === choices.maxHeight)) {
        maxHeight.append(new Option(`${choices.maxHeight}p`, choices.maxHeight));
      }
      maxHeight.value = choices.maxHeight;
    },
  };
}
