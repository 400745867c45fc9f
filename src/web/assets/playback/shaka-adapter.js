// @ts-check
/** Adapts Shaka Player to the page's player interface. */
import { createSegmentPlaces } from '../segments/segment-places.js';
import { segmentOfUrl } from '../segments/segment-request.js';
import { ROOT } from '../shared/site.js';
import { shownOf } from './shown-rendition.js';
import { shakaTracks } from './tracks/shaka-tracks.js';

/** @typedef {import('./players.js').PlayerAdapter} PlayerAdapter */
/** @typedef {import('./players.js').PlayerError} PlayerError */
/** @typedef {import('./players.js').Rendition} Rendition */

/**
 * The part of Shaka Player's API used here; its own type declarations are not ES modules.
 * @typedef {{ active: boolean, height: number | null, bandwidth: number, videoBandwidth: number | null, videoCodec: string | null, codecs: string | null }} Track
 * @typedef {{ stream?: { type: string }, segment?: { getStartTime: () => number, getEndTime: () => number } }} RequestContext
 * @typedef {(type: number, response: { uri: string }, context?: RequestContext) => void} ResponseFilter
 * @typedef {{ severity: number, code: number, data: unknown[], message?: string }} ShakaError
 * @typedef {object} Playing
 * @property {(video: HTMLVideoElement) => Promise<void>} attach
 * @property {(url: string) => Promise<void>} load
 * @property {() => Promise<void>} destroy
 * @property {(config: object) => boolean} configure
 * @property {() => Track[]} getVariantTracks
 * @property {() => { registerResponseFilter: (filter: ResponseFilter) => void } | null} getNetworkingEngine
 * @property {(type: 'error', listener: (event: { detail: ShakaError }) => void) => void} addEventListener
 * @typedef {Playing & import('./tracks/shaka-tracks.js').ShakaTracks} ShakaPlayer
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
  const places = createSegmentPlaces();
  player.configure({ cmcd: { enabled: true, useHeaders: false } });
  player.getNetworkingEngine()?.registerResponseFilter(recordPlaces(places));
  /** @type {(error: PlayerError) => void} */
  let report = () => {};
  /** @type {HTMLVideoElement | undefined} */
  let element;
  return {
    ...shakaTracks(player),
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
    segmentAt: places.at,
    onError(callback) {
      report = callback;
    },
  };
}

/**
 * Records the start and end time of each video segment that the player loads.
 * @param {ReturnType<typeof createSegmentPlaces>} places
 * @returns {ResponseFilter}
 */
function recordPlaces(places) {
  return (_type, { uri }, context) => {
    const named = segmentOfUrl(uri, ROOT.pathname);
    if (named === undefined || context?.segment === undefined || context.stream?.type !== 'video') return;
    places.add(named.segment, context.segment.getStartTime(), context.segment.getEndTime());
  };
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
  return {
    fatal,
    message: `Shaka error ${code}`,
    url: String(url),
    status: Number(status),
    body: String(body),
  };
}
