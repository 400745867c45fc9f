// @ts-check

/** @typedef {import('./players.js').Rendition} Rendition */

/**
 * Returns the rendition being displayed. Some players only report the one they are loading, which is ahead of the
 * playhead; the displayed one is found by the height of the decoded frame: the loading rendition if it has that
 * height, else the first that has.
 * @param {readonly Rendition[]} renditions
 * @param {Rendition | undefined} loading
 * @param {{ readonly videoHeight: number }} video
 * @returns {Rendition | undefined}
 */
export function shownOf(renditions, loading, video) {
  if (video.videoHeight === 0 || loading?.height === video.videoHeight) return loading;
  return renditions.find(({ height }) => height === video.videoHeight) ?? loading;
}
