// @ts-check
/** The position bar: shows where playback is, previews where a viewer points, and seeks where the bar is released. */
import { byId } from '../../shared/dom.js';
import { clockTime } from '../../shared/format.js';
import { chapterAt } from './chapters.js';
import { createChaptersView } from './chapters-view.js';
import { createPreviewView } from './preview-view.js';

/** @typedef {import('./chapters.js').Chapter} Chapter */

/** How far a key moves, in seconds. @type {Record<string, number>} */
const KEYS = { ArrowLeft: -5, ArrowRight: 5, PageDown: -60, PageUp: 60 };

/** @param {HTMLVideoElement} video */
export function createScrubber(video) {
  const scrubber = byId('scrubber', HTMLElement);
  const bar = byId('position', HTMLInputElement);
  const preview = createPreviewView();
  const seek = (/** @type {number} */ seconds) => {
    video.currentTime = Math.min(Math.max(0, seconds), video.duration);
  };
  const chaptersView = createChaptersView(seek);
  /** @type {readonly Chapter[]} */
  let chapters = [];
  let dragging = false;

  const previewAt = (/** @type {number} */ seconds) => {
    preview.show(seconds, seconds / video.duration, chapterAt(chapters, seconds)?.title ?? '');
  };
  const follow = () => {
    const isPlayable = Number.isFinite(video.duration) && video.duration > 0;
    scrubber.hidden = !isPlayable;
    if (!isPlayable) return;
    bar.max = String(video.duration);
    if (!dragging) bar.value = String(video.currentTime);
    const chapter = chapterAt(chapters, video.currentTime);
    bar.ariaValueText = [clockTime(video.currentTime), chapter?.title].filter(Boolean).join(', ');
    chaptersView.mark(chapter);
  };
  for (const event of ['timeupdate', 'durationchange', 'seeking', 'emptied'])
    video.addEventListener(event, follow);

  bar.addEventListener('input', () => {
    dragging = true;
    previewAt(Number(bar.value));
  });
  bar.addEventListener('change', () => {
    dragging = false;
    seek(Number(bar.value));
    preview.hide();
  });
  bar.addEventListener('pointermove', ({ clientX }) => previewAt(timeUnder(bar, clientX)));
  bar.addEventListener('pointerleave', preview.hide);
  bar.addEventListener('keydown', (event) => {
    const step = KEYS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    seek(video.currentTime + step);
  });

  return {
    /**
     * Shows nothing of the asset before; `showChapters` comes when they are known.
     * @param {string} storyboard its URL
     */
    start(storyboard) {
      preview.use(storyboard);
      preview.hide();
      chapters = [];
      chaptersView.show(chapters);
    },
    /** @param {readonly Chapter[]} known */
    showChapters(known) {
      chapters = known;
      chaptersView.show(known);
      follow();
    },
  };
}

/**
 * The time of the bar that lies under a point of the screen, in seconds.
 * @param {HTMLInputElement} bar
 * @param {number} clientX
 */
function timeUnder(bar, clientX) {
  const { left, width } = bar.getBoundingClientRect();
  return Math.min(Math.max(0, (clientX - left) / width), 1) * Number(bar.max);
}
