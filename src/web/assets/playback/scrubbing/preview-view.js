// @ts-check
/** The small picture above the position bar, of the time that the viewer points at. */
import { byId, setText } from '../../shared/dom.js';
import { clockTime } from '../../shared/format.js';
import { readStoryboard, thumbnailAt } from './storyboard.js';

/** @typedef {import('./storyboard.js').Thumbnail} Thumbnail */

export function createPreviewView() {
  const preview = byId('preview', HTMLElement);
  const picture = byId('preview-picture', HTMLElement);
  const label = byId('preview-label', HTMLElement);
  /** @type {readonly Thumbnail[]} */
  let thumbnails = [];
  /** Where the thumbnails come from, until they are loaded. @type {string | undefined} */
  let storyboard;
  /** The time that is previewed, in seconds. */
  let shown = 0;

  const load = async () => {
    const url = storyboard;
    storyboard = undefined;
    if (url === undefined) return;
    const response = await fetch(url);
    if (!response.ok) return;
    thumbnails = readStoryboard(await response.text(), response.url);
    drawPicture();
  };
  const drawPicture = () => {
    const thumbnail = thumbnailAt(thumbnails, shown);
    picture.hidden = thumbnail === undefined;
    if (thumbnail !== undefined) draw(picture, thumbnail);
  };

  return {
    /** @param {string} url of the storyboard, which is loaded when a picture of it is wanted for the first time */
    use(url) {
      storyboard = url;
      thumbnails = [];
    },
    /**
     * @param {number} time in seconds
     * @param {number} fraction of the bar's length, to stand above
     * @param {string} chapter empty if there is none
     */
    show(time, fraction, chapter) {
      shown = time;
      drawPicture();
      // Without thumbnails there is still the time.
      void load().catch(() => {});
      setText(label, [clockTime(time), chapter].filter(Boolean).join(' · '));
      preview.style.setProperty('--fraction', String(fraction));
      preview.hidden = false;
    },
    hide() {
      preview.hidden = true;
    },
  };
}

/**
 * @param {HTMLElement} element
 * @param {Thumbnail} thumbnail
 */
function draw({ style }, { url, left, top, width, height }) {
  style.width = `${width}px`;
  style.height = `${height}px`;
  // A URL has no quotation marks once it is resolved.
  style.backgroundImage = `url("${url}")`;
  style.backgroundPosition = `-${left}px -${top}px`;
}
