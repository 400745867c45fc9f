// @ts-check
/**
 * What is chosen on the page. It stands in the fragment of the URL, as `#asset=trailer&player=hls`, so that a
 * page can be linked to; the player is also remembered for the next visit.
 */

import { recall, remember } from './storage.js';

/** @typedef {'hls' | 'dash' | 'shaka'} PlayerId */

/**
 * @typedef {object} Choices
 * @property {string} asset empty when none is chosen
 * @property {PlayerId} player
 * @property {string} device empty to let the origin decide
 * @property {string} maxHeight in pixels, as text; empty for no limit
 */

/** @type {readonly PlayerId[]} */
const PLAYERS = ['hls', 'dash', 'shaka'];
const DEVICES = ['phone', 'tablet', 'desktop', 'tv'];
const HEIGHT = /^[1-9]\d{1,3}$/;
const PLAYER_ITEM = 'onplay.player';

/**
 * The choices in a URL's fragment. Whatever is not a choice is taken as not said.
 * @param {string} hash with or without its `#`
 * @param {PlayerId} player the one to take when none is named
 * @returns {Choices}
 */
export function readChoices(hash, player) {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const device = fields.get('device') ?? '';
  const maxHeight = fields.get('max_height') ?? '';
  return {
    asset: fields.get('asset') ?? '',
    player: PLAYERS.find((candidate) => candidate === fields.get('player')) ?? player,
    device: DEVICES.includes(device) ? device : '',
    maxHeight: HEIGHT.test(maxHeight) ? maxHeight : '',
  };
}

/**
 * The fragment that {@link readChoices} reads.
 * @param {Choices} choices
 */
export function writeChoices(choices) {
  const fields = new URLSearchParams();
  if (choices.asset !== '') fields.set('asset', choices.asset);
  fields.set('player', choices.player);
  narrow(fields, choices);
  return `#${fields}`;
}

/**
 * The absolute URL of a manifest, narrowed to the chosen device and height.
 * @param {string} manifest the path and query the API gave
 * @param {Pick<Choices, 'device' | 'maxHeight'>} choices
 * @param {string} base
 */
export function manifestUrl(manifest, choices, base) {
  const url = new URL(manifest, base);
  narrow(url.searchParams, choices);
  return url.href;
}

/** @returns {PlayerId} */
export function rememberedPlayer() {
  const player = recall('localStorage', PLAYER_ITEM);
  return PLAYERS.find((candidate) => candidate === player) ?? 'hls';
}

/** @param {PlayerId} player */
export function rememberPlayer(player) {
  remember('localStorage', PLAYER_ITEM, player);
}

/**
 * @param {URLSearchParams} fields
 * @param {Pick<Choices, 'device' | 'maxHeight'>} choices
 */
function narrow(fields, choices) {
  if (choices.device !== '') fields.set('device', choices.device);
  if (choices.maxHeight !== '') fields.set('max_height', choices.maxHeight);
}
