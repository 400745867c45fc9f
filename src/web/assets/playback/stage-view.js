// @ts-check
/** The stage: the title, the playback state, and the latest problem. */
import { byId, setText } from '../shared/dom.js';

/** @typedef {import('../shared/problem.js').Problem} Problem */

/** How long a non-fatal problem is shown, in ms. */
const NON_FATAL_MS = 8000;

/**
 * @param {HTMLVideoElement} video
 * @param {() => void} onTryAgain
 */
export function createStageView(video, onTryAgain) {
  const title = byId('title', HTMLElement);
  const state = byId('state', HTMLElement);
  const placeholder = byId('placeholder', HTMLElement);
  const preparing = byId('preparing', HTMLElement);
  const progress = byId('progress', HTMLElement);
  const unmute = byId('unmute', HTMLButtonElement);
  const alert = byId('problem', HTMLElement);
  const text = byId('problem-text', HTMLElement);
  const code = byId('problem-code', HTMLElement);
  const again = byId('try-again', HTMLButtonElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const hideProblem = () => {
    alert.hidden = true;
  };
  again.addEventListener('click', onTryAgain);
  unmute.addEventListener('click', () => {
    video.muted = false;
  });
  video.addEventListener('volumechange', () => {
    if (!video.muted) unmute.hidden = true;
  });

  return {
    /** @param {string} asset */
    start(asset) {
      clearTimeout(timer);
      hideProblem();
      placeholder.hidden = true;
      preparing.hidden = true;
      unmute.hidden = !video.muted;
      setText(title, asset);
      document.title = `${asset} – Onplay`;
      setText(state, 'Starting');
    },
    /**
     * Covers the video while the master is being prepared.
     * @param {string} text
     */
    showProgress(text) {
      setText(progress, text);
      setText(state, 'Preparing');
      preparing.hidden = false;
    },
    hideProgress() {
      preparing.hidden = true;
      setText(state, 'Starting');
    },
    /** @param {string} text */
    setState: (text) => setText(state, text),
    offerUnmute() {
      unmute.hidden = false;
    },
    /**
     * @param {Problem} problem
     * @param {boolean} fatal
     */
    showProblem({ detail, code: name }, fatal) {
      clearTimeout(timer);
      if (fatal) setText(state, 'Stopped');
      else timer = setTimeout(hideProblem, NON_FATAL_MS);
      setText(text, fatal ? detail : `${detail} The player is retrying.`);
      setText(code, name ?? '');
      again.hidden = !fatal;
      alert.hidden = false;
    },
  };
}
