// @ts-check
/** Adapts hls.js to the page's player interface. */
import { placeInterstitials } from './hls-interstitials.js';
import { closeSeams } from './hls-seams.js';
import { hlsTracks } from './tracks/hls-tracks.js';

/** @typedef {import('./players.js').PlayerAdapter} PlayerAdapter */
/** @typedef {import('./players.js').PlayerError} PlayerError */
/** @typedef {import('hls.js').default} Hls */
/** @typedef {import('hls.js').ErrorData} ErrorData */

/** @returns {PlayerAdapter} */
export function createHlsAdapter() {
  const Hls = /** @type {{ Hls: typeof import('hls.js').default }} */ (/** @type {unknown} */ (globalThis))
    .Hls;
  // The media is CMAF already, so there is nothing to remux in a worker, and the CSP need not allow one.
  const hls = new Hls({ enableWorker: false, cmcd: { useHeaders: false } });
  return {
    ...hlsTracks(hls),
    attach(video, url) {
      closeSeams(hls, Hls);
      placeInterstitials(hls, Hls);
      recoverFromMediaErrorOnce(hls, Hls);
      hls.loadSource(url);
      hls.attachMedia(video);
    },
    destroy: () => hls.destroy(),
    currentRendition() {
      const level = hls.levels[hls.currentLevel];
      if (level === undefined) return undefined;
      return {
        ...(level.height > 0 && { height: level.height }),
        bitrate: level.bitrate,
        ...(level.videoCodec && { codecs: level.videoCodec }),
      };
    },
    segmentAt(seconds) {
      const fragment = hls.latestLevelDetails?.fragments.find(
        ({ start, end }) => start <= seconds && seconds < end,
      );
      if (fragment === undefined || typeof fragment.sn !== 'number') return undefined;
      return fragment.sn + (seconds - fragment.start) / fragment.duration;
    },
    onError(callback) {
      hls.on(Hls.Events.ERROR, (_name, data) => {
        if (!isNoFault(data, Hls.ErrorDetails)) callback(errorOf(data));
      });
    },
  };
}

/**
 * Recovers from a media error as hls.js recommends, once; a second one is fatal.
 * @param {Hls} hls
 * @param {typeof import('hls.js').default} Hls
 */
function recoverFromMediaErrorOnce(hls, Hls) {
  let recovered = false;
  hls.on(Hls.Events.ERROR, (_name, data) => {
    if (!data.fatal || data.type !== Hls.ErrorTypes.MEDIA_ERROR || recovered) return;
    recovered = true;
    hls.recoverMediaError();
  });
}

/**
 * What hls.js reports although nothing is wrong:
 * - It aborts loads by itself, for example after a seek.
 * - It appends a segment that is buffered already, of the rendition before. hls.js 1.7 finds that out from its times, without the edit
 *   list that takes the composition delay off, and expects each segment later than the browser plays it. If the delay is more than
 *   50 ms, the segment never seems to be buffered as a whole, and to append it again seems to be without effect.
 * @param {ErrorData} data
 * @param {typeof import('hls.js').ErrorDetails} details
 */
function isNoFault({ fatal, details: detail }, details) {
  return detail === details.INTERNAL_ABORTED || (!fatal && detail === details.BUFFER_APPEND_NO_PROGRESS);
}

/**
 * @param {ErrorData} data
 * @returns {PlayerError}
 */
function errorOf(data) {
  const url = data.frag?.url ?? data.response?.url ?? data.context?.url ?? data.url;
  const status = data.response?.code;
  const body = bodyOf(data.networkDetails);
  return {
    fatal: data.fatal,
    message: data.details,
    ...(url && { url }),
    ...(status && { status }),
    ...(body !== undefined && { body }),
  };
}

/**
 * The body of a response as text; segment requests hold it as bytes.
 * @param {unknown} details
 * @returns {string | undefined}
 */
function bodyOf(details) {
  if (!(details instanceof XMLHttpRequest)) return undefined;
  if (details.responseType === '' || details.responseType === 'text') return details.responseText;
  return details.response instanceof ArrayBuffer ? new TextDecoder().decode(details.response) : undefined;
}
