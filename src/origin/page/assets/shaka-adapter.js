// @ts-check
/** Shaka Player behind the page's player interface. */
import { shownOf } from './shown-rendition.js';

/** @typedef {import('./players.js').PlayerAdapter} PlayerAdapter */
/** @typedef {import('./players.js').PlayerError} PlayerError */
/** @typedef {import('./players.js').Rendition} Rendition */

/**
 * The little of Shaka Player's interface that is used here; its own types are of another module system.
 * @typedef {{ active: boolean, height: number | null, bandwidth: number, videoBandwidth: number | null, videoCodec: string | null, codecs: string | null }} Track
 * @typedef {{ find: (seconds: number) => number | null, get: (position: number) => { getStartTime: () => number, getEndTime: () => number } | null }} SegmentIndex
 * @typedef {{ variants: { video: { segmentIndex: SegmentIndex | null } | null }[] }} Manifest
 * @typedef {{ severity: number, code: number, data: unknown[], message?: string }} ShakaError
 * @typedef {object} ShakaPlayer
 * @property {(video: HTMLVideoElement) => Promise<void>} attach
 * @property {(url: string) => Promise<void>} load
 * @property {() => Promise<void>} destroy
 * @property {(config: object) => boolean} configure
 * @property {() => Track[]} getVariantTracks
 * @property {() => Manifest | null} getManifest
 * @property {(type: 'error', listener: (event: { detail: ShakaError }) => void) => void} addEventListener
 * @typedef {{ Player: new () => ShakaPlayer, polyfill: { installAll: () => void } }} Shaka
 */

/** `shaka.util.Error.Code` and `Severity`. */
const BAD_HTTP_STATUS = 1001;
const LOAD_INTERRUPTED = 7000;
const CRITICAL = 2;

/** @returns {PlayerAdapter} */
export function createShakaAdapter() {
  const { shaka } = /** @type {{ shaka: Shaka }} */ (/** @type {unknown} */ (globalThis));
  shaka.polyfill.installAll();
  const player = new shaka.Player();
  player.configure({ cmcd: { enabled: true, useHeaders: false } });
  /** @type {(error: PlayerError) => void} */
  let report = () => {};
  /** @type {HTMLVideoElement | undefined} */
  let element;
  return {
    attach(video, url) {
      element = video;
      player.addEventListener('error', ({ detail }) => report(errorOf(detail)));
      const loaded = player.attach(video).then(() => player.load(url));
      loaded.catch((/** @type {ShakaError} */ error) => {
        if (error.code !== LOAD_INTERRUPTED) report({ ...errorOf(error), fatal: true });
      });
    },
    destroy: () => player.destroy(),
    currentRendition() {
      const tracks = player.getVariantTracks();
      const loading = tracks.find(({ active }) => active);
      if (loading === undefined || element === undefined) return undefined;
      return shownOf(tracks.map(renditionOf), renditionOf(loading), element);
    },
    segmentAt: (seconds) => segmentAt(player.getManifest(), seconds),
    onError(callback) {
      report = callback;
    },
  };
}

/**
 * @param {Manifest | null} manifest
 * @param {number} seconds
 */
function segmentAt(manifest, seconds) {
  const variant = manifest?.variants.find(({ video }) => video?.segmentIndex);
  const index = variant?.video?.segmentIndex;
  const position = index?.find(seconds);
  if (index === null || index === undefined || typeof position !== 'number') return undefined;
  const segment = index.get(position);
  if (segment === null) return undefined;
  const start = segment.getStartTime();
  return position + (seconds - start) / (segment.getEndTime() - start);
}

/**
 * @param {Track} track
 * @returns {Rendition}
 */
function renditionOf({ height, videoBandwidth, bandwidth, videoCodec, codecs }) {
  const codec = videoCodec ?? codecs;
  return { ...(height && { height }), bitrate: videoBandwidth ?? bandwidth, ...(codec && { codecs: codec }) };
}

/**
 * @param {ShakaError} error
 * @returns {PlayerError}
 */
function errorOf({ severity, code, data, message }) {
  const fatal = severity === CRITICAL;
  if (code !== BAD_HTTP_STATUS) return { fatal, message: message ?? `Shaka error ${code}` };
  const [url, status, body] = data;
  return { fatal, message: `Shaka error ${code}`, url: String(url), status: Number(status), body: String(body) };
}
