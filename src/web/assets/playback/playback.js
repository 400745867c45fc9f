// @ts-check
/** Runs one playback at a time, from the chosen asset to a playing video, and reports its progress. */
import { createToken } from '../shared/api.js';
import { problemIn } from '../shared/problem.js';
import { assetUrl, downloadUrl, manifestUrl } from './choices.js';
import { clipClaims } from './clip/clip-times.js';
import { createPlaybackClock } from './playback-clock.js';
import { playerProblem } from './player-problem.js';
import { createPlayer, PLAYERS } from './players.js';
import { waitUntilPrepared } from './preparation.js';

/** @typedef {import('./choices.js').Choices} Choices */
/** @typedef {import('./players.js').PlayerAdapter} PlayerAdapter */
/** @typedef {import('./playback-clock.js').PlaybackEvent} PlaybackEvent */
/** @typedef {import('../shared/problem.js').Preparing} Preparing */
/** @typedef {import('../shared/problem.js').Problem} Problem */

/**
 * @typedef {object} PlaybackListener
 * @property {(links: { hls: string, dash: string, storyboard: string, poster: string, download: (file: import('./choices.js').DownloadFile) => string }) => void} onLinks the URLs are known
 * @property {(preparing: Preparing) => void} onPreparing playback waits for the master to be prepared
 * @property {() => void} onPrepared that wait is over
 * @property {(event: PlaybackEvent) => void} onEvent
 * @property {(problem: Problem, fatal: boolean) => void} onProblem
 * @property {() => void} onKeyRequired the API requires the admin key
 * @property {() => void} onMuted the browser only allowed muted playback
 */

/** @type {readonly PlaybackEvent[]} */
const EVENTS = ['playing', 'waiting', 'seeking', 'seeked', 'pause', 'ended'];

/**
 * @param {HTMLVideoElement} video
 * @param {PlaybackListener} listener
 */
export function createPlayback(video, listener) {
  /** @type {PlayerAdapter | undefined} */
  let adapter;
  let clock = createPlaybackClock(0);
  let latest = 0;

  for (const name of EVENTS) {
    video.addEventListener(name, () => {
      if (adapter === undefined) return;
      clock.handle(name, performance.now());
      listener.onEvent(name);
    });
  }

  const stop = async () => {
    const stopped = adapter;
    adapter = undefined;
    await stopped?.destroy();
    video.removeAttribute('src');
    video.removeAttribute('poster');
    video.load();
  };

  /**
   * @param {Choices} choices
   * @param {number} attempt
   */
  const begin = async (choices, attempt) => {
    await stop();
    const [token, player] = await Promise.all([
      createToken(choices.asset, clipClaims(choices)),
      createPlayer(choices.player),
    ]);
    const isWanted = () => attempt === latest;
    if (!isWanted()) return void player.destroy();
    const { manifest: format } = PLAYERS[choices.player];
    const links = {
      hls: manifestUrl(token.hls, choices, location.href),
      dash: manifestUrl(token.dash, choices, location.href),
      /** @param {import('./choices.js').DownloadFile} file */
      download: (file) => downloadUrl(token.hls, choices, file, location.href),
      storyboard: assetUrl(token.hls, '/storyboard.vtt', location.href).href,
      poster: assetUrl(token.hls, '/poster.jpg', location.href).href,
    };
    listener.onLinks(links);
    const manifest = links[format];
    const waited = await waitUntilPrepared(manifest, { onPreparing: listener.onPreparing, isWanted });
    if (!isWanted()) return void player.destroy();
    if (waited) listener.onPrepared();
    adapter = player;
    player.onError((error) => isWanted() && listener.onProblem(playerProblem(error), error.fatal));
    video.addEventListener('loadedmetadata', () => isWanted() && void startPlaying(video, listener), {
      once: true,
    });
    player.attach(video, manifest);
  };

  return {
    /**
     * Stops the current playback and plays the chosen asset. Reports problems to the listener.
     * @param {Choices} choices
     */
    async play(choices) {
      latest += 1;
      const attempt = latest;
      clock = createPlaybackClock(performance.now());
      try {
        await begin(choices, attempt);
      } catch (error) {
        if (attempt !== latest) return;
        const problem = problemIn(error);
        if (problem.status === 401) listener.onKeyRequired();
        listener.onProblem(problem, true);
      }
    },
    /**
     * Lets the playback that begins now go on from there.
     * @param {number} seconds
     */
    resumeAt(seconds) {
      const attempt = latest;
      const seek = () => {
        if (attempt === latest) video.currentTime = seconds;
      };
      video.addEventListener('loadedmetadata', seek, { once: true });
    },
    currentRendition: () => adapter?.currentRendition(),
    tracks: () => adapter?.tracks() ?? { audio: [], text: [] },
    /** @param {string} id */
    chooseAudio: (id) => adapter?.chooseAudio(id),
    /** @param {string} id empty for none */
    chooseText: (id) => adapter?.chooseText(id),
    /** @param {number} seconds */
    segmentAt: (seconds) => adapter?.segmentAt(seconds),
    times: () => clock.times(performance.now()),
  };
}

/**
 * Starts playback. Browsers block audible autoplay until the viewer interacts with the page, but allow it muted.
 * @param {HTMLVideoElement} video
 * @param {PlaybackListener} listener
 */
async function startPlaying(video, listener) {
  try {
    await video.play();
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
    video.muted = true;
    listener.onMuted();
    // If even that is refused, the viewer can press the element's play button.
    await video.play().catch(() => {});
  }
}

/**
 * Seconds of media buffered without a gap from the current time on.
 * @param {HTMLVideoElement} video
 */
export function bufferAhead(video) {
  const { buffered, currentTime } = video;
  for (let range = 0; range < buffered.length; range += 1) {
    // A buffered range may start slightly after the current time.
    const holdsNow = buffered.start(range) <= currentTime + 0.1 && currentTime < buffered.end(range);
    if (holdsNow) return buffered.end(range) - currentTime;
  }
  return 0;
}
