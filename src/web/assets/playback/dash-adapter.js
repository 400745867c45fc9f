// @ts-check
/** Adapts dash.js to the page's player interface. */
import { createSegmentPlaces } from '../segments/segment-places.js';
import { shownOf } from './shown-rendition.js';
import { dashTracks } from './tracks/dash-tracks.js';

/** @typedef {import('./players.js').PlayerAdapter} PlayerAdapter */
/** @typedef {import('./players.js').PlayerError} PlayerError */
/** @typedef {import('./players.js').Rendition} Rendition */

/** @returns {PlayerAdapter} */
export function createDashAdapter() {
  const dashjs = /** @type {{ dashjs: typeof import('dashjs') }} */ (/** @type {unknown} */ (globalThis))
    .dashjs;
  const player = dashjs.MediaPlayer().create();
  const places = createSegmentPlaces();
  /** @type {HTMLVideoElement | undefined} */
  let element;
  return {
    ...dashTracks(player),
    attach(video, url) {
      element = video;
      player.updateSettings({
        debug: { logLevel: dashjs.Debug.LOG_LEVEL_NONE },
        streaming: { cmcd: { enabled: true, mode: 'query' } },
      });
      player.on(dashjs.MediaPlayer.events.FRAGMENT_LOADING_COMPLETED, ({ request }) => {
        const { mediaType, index, startTime, duration } = request;
        if (mediaType === 'video') places.add(index, startTime, startTime + duration);
      });
      player.initialize(video, url, false);
    },
    destroy: () => player.destroy(),
    currentRendition() {
      if (element === undefined || !player.isReady()) return undefined;
      const all = player.getRepresentationsByType('video').map(renditionOf);
      const loading = player.getCurrentRepresentationForType('video');
      return shownOf(all, loading === null ? undefined : renditionOf(loading), element);
    },
    segmentAt: places.at,
    onError(callback) {
      player.on(dashjs.MediaPlayer.events.ERROR, ({ error }) => callback(errorOf(error)));
      player.on(dashjs.MediaPlayer.events.PLAYBACK_ERROR, ({ error }) => {
        callback({ fatal: true, message: error.message || `media error ${error.code}` });
      });
    },
  };
}

/**
 * @param {import('dashjs').Representation} representation
 * @returns {Rendition}
 */
function renditionOf({ height, bandwidth, codecs }) {
  return { ...(height > 0 && { height }), bitrate: bandwidth, ...(codecs && { codecs }) };
}

/**
 * @param {unknown} error
 * @returns {PlayerError}
 */
function errorOf(error) {
  const { message, data } = /** @type {import('dashjs').DashJSError} */ (error);
  const { request, response } =
    /** @type {{ request?: { url?: string }, response?: { status?: number, data?: unknown } }} */ (
      data ?? {}
    );
  const body =
    response?.data instanceof ArrayBuffer ? new TextDecoder().decode(response.data) : response?.data;
  return {
    fatal: true,
    message: message ?? 'error',
    ...(request?.url && { url: request.url }),
    ...(response?.status && { status: response.status }),
    ...(typeof body === 'string' && { body }),
  };
}
