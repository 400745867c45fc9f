// @ts-check
/**
 * The choices made on the page. They are written to the fragment of the URL, as in `#asset=trailer&player=hls`, so
 * that a link restores them; the player is also remembered for the next visit.
 */

import { recall, remember } from '../shared/storage.js';

/** @typedef {'hls' | 'dash' | 'shaka'} PlayerId */

/**
 * @typedef {object} Choices
 * @property {string} asset empty when none is chosen
 * @property {PlayerId} player
 * @property {string} device empty to let the origin decide
 * @property {string} maxHeight in pixels, as text; empty for no limit
 * @property {string} burn id of the text to burn into the video; empty for none
 * @property {string} start where the clip begins: seconds, or `f` and the number of a frame; empty for the beginning of the whole
 * @property {string} end where it ends, likewise
 */

/** @type {readonly PlayerId[]} */
const PLAYERS = ['hls', 'dash', 'shaka'];
const DEVICES = ['phone', 'tablet', 'desktop', 'tv'];
const HEIGHT = /^[1-9]\d{1,3}$/;
/** The number of a track, or the id of a text beside the master. */
const TEXT_ID = /^(?:0|[1-9]\d{0,8}|t-[a-z0-9-]{1,39})$/;
/** A moment as the claims `start` and `end` of a token have it. */
const MOMENT = /^(?:\d{1,6}(?:\.\d{1,3})?|f\d{1,9})$/;
const PLAYER_ITEM = 'onplay.player';

/**
 * Reads the choices from a URL's fragment. Ignores unknown or invalid values.
 * @param {string} hash with or without its `#`
 * @param {PlayerId} player the default when the fragment names none
 * @returns {Choices}
 */
export function readChoices(hash, player) {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const device = fields.get('device') ?? '';
  const maxHeight = fields.get('max_height') ?? '';
  const burn = fields.get('burn') ?? '';
  const [start, end] = [fields.get('start') ?? '', fields.get('end') ?? ''];
  return {
    asset: fields.get('asset') ?? '',
    player: PLAYERS.find((candidate) => candidate === fields.get('player')) ?? player,
    device: DEVICES.includes(device) ? device : '',
    maxHeight: HEIGHT.test(maxHeight) ? maxHeight : '',
    burn: TEXT_ID.test(burn) ? burn : '',
    start: MOMENT.test(start) ? start : '',
    end: MOMENT.test(end) ? end : '',
  };
}

/**
 * Returns the fragment that {@link readChoices} reads.
 * @param {Choices} choices
 */
export function writeChoices(choices) {
  const fields = new URLSearchParams();
  if (choices.asset !== '') fields.set('asset', choices.asset);
  fields.set('player', choices.player);
  addLimits(fields, choices);
  if (choices.start !== '') fields.set('start', choices.start);
  if (choices.end !== '') fields.set('end', choices.end);
  return `#${fields}`;
}

/**
 * Returns the absolute URL of a manifest, limited to the chosen device and height, with the chosen text in the video.
 * @param {string} manifest path and query from the API
 * @param {Pick<Choices, 'device' | 'maxHeight' | 'burn'>} choices
 * @param {string} base
 */
export function manifestUrl(manifest, choices, base) {
  const url = new URL(manifest, base);
  addLimits(url.searchParams, choices);
  return url.href;
}

/**
 * Returns the absolute URL of something that belongs to an asset, with the token of its manifest.
 * @param {string} manifest path and query from the API
 * @param {string} end what the asset's name is followed by, as `.mp4` or `/storyboard.vtt`
 * @param {string} base
 */
export function assetUrl(manifest, end, base) {
  const url = new URL(manifest, base);
  url.pathname = url.pathname.replace(/\.(m3u8|mpd)$/, end);
  return url;
}

/**
 * @typedef {object} DownloadFile
 * @property {string} kind its extension: `mp4` or `m4a`
 * @property {string} text the name of the text in it; empty for none
 */

/**
 * Returns the absolute URL of the file that the asset is downloaded as, no higher than chosen.
 * @param {string} manifest path and query from the API
 * @param {Pick<Choices, 'maxHeight'>} choices
 * @param {DownloadFile} file
 * @param {string} base
 */
export function downloadUrl(manifest, { maxHeight }, { kind, text }, base) {
  const url = assetUrl(manifest, `.${kind}`, base);
  addLimits(url.searchParams, { device: '', maxHeight, burn: '' });
  // Commas separate names; within one they do not count.
  if (text !== '') url.searchParams.set('text', text.replaceAll(',', ' '));
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
 * @param {Pick<Choices, 'device' | 'maxHeight' | 'burn'>} choices
 */
function addLimits(fields, choices) {
  if (choices.device !== '') fields.set('device', choices.device);
  if (choices.maxHeight !== '') fields.set('max_height', choices.maxHeight);
  if (choices.burn !== '') fields.set('burn', choices.burn);
}
