// @ts-check
/** The stage: what is on, how it goes in a word, and what went wrong. */
import { byId, setText } from './dom.js';

/** @typedef {import('./problem.js').Problem} Problem */

/** How long a problem stays that the player is getting over, in ms. */
const PASSING = 8000;

/**
 * @param {HTMLVideoElement} video
 * @param {() => void} onTryAgain
 */
export function createStageView(video, onTryAgain) {
  const title = byId('title', HTMLElement);
  const state = byId('state', HTMLElement);
  const placeholder = byId('placeholder', HTMLElement);
  const sound = byId('sound-on', HTMLButtonElement);
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
  sound.addEventListener('click', () => {
    video.muted = false;
  });
  video.addEventListener('volumechange', () => {
    if (!video.muted) sound.hidden = true;
  });

  return {
    /** @param {string} asset */
    start(asset) {
      clearTimeout(timer);
      hideProblem();
      placeholder.hidden = true;
      sound.hidden = !video.muted;
      setText(title, asset);
      document.title = `${asset} – Onplay`;
      setText(state, 'Starting');
    },
    /** @param {string} word */
    setState: (word) => setText(state, word),
    offerSound() {
      sound.hidden = false;
    },
    /**
     * @param {Problem} problem
     * @param {boolean} fatal
     */
    showProblem({ detail, code: name }, fatal) {
      clearTimeout(timer);
      if (fatal) setText(state, 'Stopped');
      else timer = setTimeout(hideProblem, PASSING);
      setText(text, fatal ? detail : `${detail} The player tries again.`);
      setText(code, name ?? '');
      again.hidden = !fatal;
      alert.hidden = false;
    },
  };
}
