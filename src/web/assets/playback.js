// @ts-check
/** One playback at a time: from a choice to a playing video, and what there is to tell about it meanwhile. */
import { createToken } from './api.js';
import { manifestUrl } from './choices.js';
import { createPlaybackClock } from './playback-clock.js';
import { playerProblem } from './player-problem.js';
import { createPlayer, PLAYERS } from './players.js';
import { problemIn } from './problem.js';

/** @typedef {import('./choices.js').Choices} Choices */
/** @typedef {import('./players.js').PlayerAdapter} PlayerAdapter */
/** @typedef {import('./playback-clock.js').PlaybackEvent} PlaybackEvent */
/** @typedef {import('./problem.js').Problem} Problem */

/**
 * @typedef {object} PlaybackListener
 * @property {(links: { hls: string, dash: string }) => void} onLinks the manifests are known
 * @property {(event: PlaybackEvent) => void} onEvent
 * @property {(problem: Problem, fatal: boolean) => void} onProblem
 * @property {() => void} onKeyWanted the API wants the admin key
 * @property {() => void} onMuted the browser only let it play without sound
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
    video.load();
  };

  /**
   * @param {Choices} choices
   * @param {number} turn
   */
  const begin = async (choices, turn) => {
    await stop();
    const [token, player] = await Promise.all([createToken(choices.asset), createPlayer(choices.player)]);
    if (turn !== latest) return void player.destroy();
    const links = {
      hls: manifestUrl(token.hls, choices, location.href),
      dash: manifestUrl(token.dash, choices, location.href),
    };
    listener.onLinks(links);
    adapter = player;
    player.onError((error) => turn === latest && listener.onProblem(playerProblem(error), error.fatal));
    video.addEventListener('loadedmetadata', () => turn === latest && void startMoving(video, listener), {
      once: true,
    });
    player.attach(video, links[PLAYERS[choices.player].manifest]);
  };

  return {
    /**
     * Stops what plays and plays what was chosen. Problems go to the listener.
     * @param {Choices} choices
     */
    async play(choices) {
      latest += 1;
      const turn = latest;
      clock = createPlaybackClock(performance.now());
      try {
        await begin(choices, turn);
      } catch (error) {
        if (turn !== latest) return;
        const problem = problemIn(error);
        if (problem.status === 401) listener.onKeyWanted();
        listener.onProblem(problem, true);
      }
    },
    currentRendition: () => adapter?.currentRendition(),
    /** @param {number} seconds */
    segmentAt: (seconds) => adapter?.segmentAt(seconds),
    times: () => clock.times(performance.now()),
  };
}

/**
 * A page that was opened by a link may not make a sound before it is touched, but may play without.
 * @param {HTMLVideoElement} video
 * @param {PlaybackListener} listener
 */
async function startMoving(video, listener) {
  try {
    await video.play();
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
    video.muted = true;
    listener.onMuted();
    // Refused even so, the element's own button is left to press.
    await video.play().catch(() => {});
  }
}

/**
 * The seconds of media that are loaded from the current time on without a gap.
 * @param {HTMLVideoElement} video
 */
export function bufferAhead(video) {
  const { buffered, currentTime } = video;
  for (let range = 0; range < buffered.length; range += 1) {
    // Decoders report the first frame a little late.
    const holdsNow = buffered.start(range) <= currentTime + 0.1 && currentTime < buffered.end(range);
    if (holdsNow) return buffered.end(range) - currentTime;
  }
  return 0;
}
