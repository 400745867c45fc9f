// @ts-check

/** @typedef {import('./players.js').Rendition} Rendition */

/**
 * Some players only tell which rendition they load, which is ahead of the one on the screen. The size of the
 * decoded picture tells that one: the loading rendition if it has that size, else the first that has.
 * @param {readonly Rendition[]} renditions
 * @param {Rendition | undefined} loading
 * @param {{ readonly videoHeight: number }} video
 * @returns {Rendition | undefined}
 */
export function shownOf(renditions, loading, video) {
  if (video.videoHeight === 0 || loading?.height === video.videoHeight) return loading;
  return renditions.find(({ height }) => height === video.videoHeight) ?? loading;
}
