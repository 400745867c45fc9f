// @ts-check
/** The requests the page makes of the management API. */
import { ProblemError, problemOf } from './problem.js';
import { API } from './site.js';
import { recall, remember } from './storage.js';

/**
 * @typedef {object} Asset
 * @property {string} id
 * @property {'new' | 'preparing' | 'ready' | 'refused'} state `new` until it was first opened
 * @property {{ phase: 'queued' | 'remuxing' | 'indexing', percent?: number, queuePlace?: number }} [preparing] how far it is
 * @property {{ code: string, detail: string }} [problem] why it is refused
 * @property {number} [durationSeconds]
 * @property {number} [width]
 * @property {number} [height]
 * @property {number} [frameRate]
 * @property {number} [audioTracks]
 */

/**
 * @typedef {object} PlaybackToken
 * @property {string} token
 * @property {string} expiresAt
 * @property {string} hls the path and query of the HLS playlist
 * @property {string} dash the path and query of the DASH manifest
 */

/**
 * @typedef {object} Status
 * @property {{ running: number, queued: number, slots: number, total: number, failed: number, secondsTotal: number }} encodes
 * @property {{ bytes: number, maxBytes: number, hits: number, misses: number }} cache
 * @property {number} ffmpegProcesses
 * @property {number} uptimeSeconds
 * @property {string} version
 */

/** No answer of the API takes longer than this. */
const TIMEOUT_MS = 10_000;

/** How long a token from this page opens its asset. */
const TOKEN_LIFETIME = '4h';

const KEY_ITEM = 'onplay.adminKey';

let adminKey = recall('sessionStorage', KEY_ITEM);

/**
 * Every master in the store.
 * @returns {Promise<Asset[]>}
 */
export async function fetchAssets() {
  return /** @type {{ assets: Asset[] }} */ (await ask('assets')).assets;
}

/** @returns {Promise<Status>} */
export async function fetchStatus() {
  return /** @type {Status} */ (await ask('status'));
}

/**
 * A token that opens one asset, and the manifests it opens.
 * @param {string} asset
 * @returns {Promise<PlaybackToken>}
 */
export async function createToken(asset) {
  const body = JSON.stringify({ asset, ttl: TOKEN_LIFETIME });
  return /** @type {PlaybackToken} */ (await ask('tokens', { method: 'POST', body }));
}

/**
 * Keeps the admin key until the tab is closed; never longer, and never in a URL.
 * @param {string} key
 */
export function rememberKey(key) {
  adminKey = key;
  remember('sessionStorage', KEY_ITEM, key);
}

/** Whether a key was given in this tab. */
export function hasKey() {
  return adminKey !== undefined;
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<unknown>} Throws {@link ProblemError} unless the answer is a success.
 */
async function ask(path, init = {}) {
  const headers = new Headers({ Accept: 'application/json', 'Content-Type': 'application/json' });
  if (adminKey !== undefined) headers.set('Authorization', `Bearer ${adminKey}`);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(new URL(path, API), { ...init, headers, signal, cache: 'no-store' });
  if (!response.ok) throw new ProblemError(problemOf(response.status, await response.text()));
  return response.json();
}
