// @ts-check

/** @typedef {{ start: number, title: string }} Chapter with its start in seconds */

/**
 * The chapter that a time is in; undefined before the first one.
 * @param {readonly Chapter[]} chapters ascending
 * @param {number} time in seconds
 */
export function chapterAt(chapters, time) {
  return chapters.findLast(({ start }) => start <= time);
}
