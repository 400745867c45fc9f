// @ts-check
/** Reads a storyboard: WebVTT whose cues name a place in an image (Media Fragments URI 1.0, 4.2.2). */

/**
 * @typedef {object} Thumbnail a picture of the time [start, end), in seconds
 * @property {number} start
 * @property {number} end
 * @property {string} url of the image that it is a part of
 * @property {number} left in pixels, as the others
 * @property {number} top
 * @property {number} width
 * @property {number} height
 */

const CUE =
  /^(\d{2,}):(\d{2}):(\d{2}\.\d{3}) --> (\d{2,}):(\d{2}):(\d{2}\.\d{3})\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)$/gm;

/**
 * Returns the thumbnails in the order of their times.
 * @param {string} text
 * @param {string} base the URL of the storyboard
 * @returns {Thumbnail[]}
 */
export function readStoryboard(text, base) {
  return [...text.replace(/\r\n?/g, '\n').matchAll(CUE)].map((match) => {
    const [, h1, m1, s1, h2, m2, s2, url, ...place] = match;
    const [left = 0, top = 0, width = 0, height = 0] = place.map(Number);
    return {
      start: seconds(h1, m1, s1),
      end: seconds(h2, m2, s2),
      ...{ url: new URL(url ?? '', base).href, left, top, width, height },
    };
  });
}

/**
 * Returns the picture of a time: the last one that begins at or before it, else the first; undefined if there is none.
 * @param {readonly Thumbnail[]} thumbnails
 * @param {number} time in seconds
 */
export function thumbnailAt(thumbnails, time) {
  return thumbnails.findLast(({ start }) => start <= time) ?? thumbnails[0];
}

/**
 * @param {string | undefined} hours
 * @param {string | undefined} minutes
 * @param {string | undefined} rest
 */
function seconds(hours, minutes, rest) {
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
}
