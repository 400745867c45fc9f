// @ts-check
/** Client of the management API. */
import { ProblemError, problemOf } from './problem.js';
import { API } from './site.js';
import { recall, remember } from './storage.js';

/**
 * @typedef {object} Asset
 * @property {string} id
 * @property {'new' | 'preparing' | 'ready' | 'refused'} state `new` until it is first opened
 * @property {import('./problem.js').Preparing} [preparing] progress
 * @property {{ code: string, detail: string }} [problem] why it was refused
 * @property {string} [title] from the JSON file beside the master
 * @property {number} [durationSeconds]
 * @property {number} [width]
 * @property {number} [height]
 * @property {number} [frameRate]
 * @property {number} [audioTracks]
 * @property {string[]} [notPlayed] which tracks and files beside the master are not played, and why
 */

/**
 * @typedef {object} PlaybackToken
 * @property {string} token
 * @property {string} expiresAt
 * @property {string} hls path and query of the HLS multivariant playlist
 * @property {string} dash path and query of the DASH manifest
 */

/**
 * @typedef {object} Status
 * @property {{ running: number, queued: number, slots: number, total: number, failed: number, secondsTotal: number }} encodes
 * @property {{ bytes: number, maxBytes: number, hits: number, misses: number }} cache
 * @property {number} ffmpegProcesses
 * @property {boolean} uploads whether masters can be uploaded
 * @property {number} uptimeSeconds
 * @property {string} version
 */

/** Timeout of an API request. */
const TIMEOUT_MS = 10_000;

/** Lifetime of the playback tokens that this page requests. */
const TOKEN_LIFETIME = '4h';

const KEY_ITEM = 'onplay.adminKey';

let adminKey = recall('sessionStorage', KEY_ITEM);

/** As many as a store lists, in pages of 2,000. */
const MAX_PAGES = 50;

/**
 * Lists every master in the store.
 * @returns {Promise<Asset[]>}
 */
export async function fetchAssets() {
  /** @type {Asset[]} */
  const assets = [];
  let path = 'assets';
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = /** @type {{ assets: Asset[], next?: string }} */ (await request(path));
    assets.push(...page.assets);
    if (page.next === undefined) break;
    path = `assets?cursor=${page.next}`;
  }
  return assets;
}

/**
 * What is only said of one asset, and only once it was opened.
 * @param {string} asset
 * @returns {Promise<{ chapters?: { start: number, title: string }[], ladder?: { kind: string, name?: string }[], burn?: { id: string, name: string }[], poster?: string }>}
 */
export async function fetchAsset(asset) {
  return /** @type {{}} */ (await request(`assets/${asset.split('/').map(encodeURIComponent).join('/')}`));
}

/** @returns {Promise<Status>} */
export async function fetchStatus() {
  return /** @type {Status} */ (await request('status'));
}

/**
 * Creates a playback token for one asset, which allows to download it too. The result includes the manifest URLs that carry it.
 * @param {string} asset
 * @param {{ start?: number | string, end?: number | string }} clip the part of it that is allowed
 * @returns {Promise<PlaybackToken>}
 */
export async function createToken(asset, clip) {
  const body = JSON.stringify({ asset, ttl: TOKEN_LIFETIME, claims: { download: true, ...clip } });
  return /** @type {PlaybackToken} */ (await request('tokens', { method: 'POST', body }));
}

/**
 * Stores the admin key until the tab is closed, never longer, and never in a URL.
 * @param {string} key
 */
export function rememberKey(key) {
  adminKey = key;
  remember('sessionStorage', KEY_ITEM, key);
}

/** Whether an admin key was entered in this tab. */
export function hasKey() {
  return adminKey !== undefined;
}

/**
 * The header that carries the admin key, where one was entered.
 * @returns {Record<string, string>}
 */
export function authorization() {
  return adminKey === undefined ? {} : { Authorization: `Bearer ${adminKey}` };
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<unknown>} Throws {@link ProblemError} unless the response status is 2xx.
 */
async function request(path, init = {}) {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json', ...authorization() };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(new URL(path, API), { ...init, headers, signal, cache: 'no-store' });
  if (!response.ok) throw new ProblemError(problemOf(response.status, await response.text()));
  return response.json();
}
