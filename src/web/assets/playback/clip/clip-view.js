// @ts-check
/** Cuts a clip: two handles on a timeline of the whole, each of which lies on a frame, and the clip that plays. */
import { byId, setText } from '../../shared/dom.js';
import { clipOf, describeClip, exactTime } from './clip-times.js';
import { followFrames } from './shown-frame.js';

/** @typedef {'start' | 'end'} End */
/** @typedef {import('./clip-times.js').ChosenClip} ChosenClip */

/** @type {ChosenClip} */
const WHOLE = { start: '', end: '' };

/**
 * @param {HTMLVideoElement} video
 * @param {(clip: ChosenClip) => void} onChange the clip is to be played, or the whole
 */
export function createClipView(video, onChange) {
  const panel = byId('clip', HTMLDetailsElement);
  const cutting = byId('clip-cutting', HTMLElement);
  const playing = byId('clip-playing', HTMLElement);
  const mark = byId('clip-mark', HTMLElement);
  const range = byId('clip-range', HTMLElement);
  const play = byId('play-clip', HTMLButtonElement);
  /** @type {Record<End, HTMLInputElement>} */
  const handles = { start: byId('clip-start', HTMLInputElement), end: byId('clip-end', HTMLInputElement) };
  const cut = { start: 0, end: 0 };
  let isClip = false;
  let isTouched = false;
  /** The end that was moved last, and goes on the frame that the video shows there. @type {End | undefined} */
  let moved;

  const draw = () => {
    const { duration } = video;
    for (const end of /** @type {End[]} */ (['start', 'end'])) {
      handles[end].value = String(cut[end]);
      handles[end].ariaValueText = exactTime(cut[end]);
      mark.style.setProperty(`--${end}`, String(cut[end] / duration));
    }
    const isCut = cut.start <= cut.end && (cut.start > 0 || cut.end < duration);
    play.disabled = !isCut;
    setText(range, `${exactTime(cut.start)} to ${exactTime(cut.end)}`);
  };
  /**
   * @param {End} end
   * @param {number} time in seconds
   */
  const set = (end, time) => {
    isTouched = true;
    cut[end] = time;
    draw();
  };
  // Until it is there, a video that seeks shows the frame where it was.
  const shownFrame = followFrames(video, (time) => moved && !video.seeking && set(moved, time));
  /** The duration is known more exactly as media arrives. */
  const fit = () => {
    const { duration } = video;
    if (isClip || !Number.isFinite(duration)) return;
    for (const handle of Object.values(handles)) handle.max = String(duration);
    if (!isTouched) Object.assign(cut, { start: 0, end: duration });
    draw();
  };

  for (const [name, handle] of Object.entries(handles)) {
    const end = /** @type {End} */ (name);
    handle.addEventListener('input', () => {
      moved = undefined;
      set(end, Number(handle.value));
    });
    handle.addEventListener('change', () => {
      video.pause();
      moved = end;
      video.currentTime = cut[end];
    });
    byId(`clip-${end}-here`, HTMLButtonElement).addEventListener('click', () => {
      moved = undefined;
      set(end, shownFrame());
    });
  }
  // The frame that is shown already is not shown again.
  video.addEventListener('seeked', () => moved && set(moved, shownFrame()));
  video.addEventListener('play', () => {
    moved = undefined;
  });
  video.addEventListener('durationchange', fit);
  video.addEventListener('emptied', () => {
    moved = undefined;
    isTouched = false;
  });
  play.addEventListener('click', () => onChange(clipOf(cut, video.duration)));
  byId('play-whole', HTMLButtonElement).addEventListener('click', () => onChange(WHOLE));

  return {
    /** @param {ChosenClip} clip that is played */
    show(clip) {
      isClip = clip.start !== '' || clip.end !== '';
      cutting.hidden = isClip;
      playing.hidden = !isClip;
      if (isClip) panel.open = true;
      setText(byId('clip-times', HTMLElement), describeClip(clip));
    },
  };
}
