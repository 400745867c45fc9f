// @ts-check

/** How many segments are remembered: more than any buffer holds. */
const MAX_PLACES = 200;

/**
 * Remembers the presentation times of segments, for players that only report them while loading.
 */
export function createSegmentPlaces() {
  /** @type {Map<number, { start: number, end: number }>} */
  const places = new Map();
  return {
    /**
     * Times are in seconds. A segment without duration, such as an init segment, is ignored.
     * @param {number} segment
     * @param {number} start
     * @param {number} end
     */
    add(segment, start, end) {
      if (!(segment >= 0 && end > start)) return;
      places.delete(segment);
      places.set(segment, { start, end });
      const [oldest] = places.keys();
      if (places.size > MAX_PLACES && oldest !== undefined) places.delete(oldest);
    },
    /**
     * The position of a media time: 3.5 is the middle of segment 3; undefined where nothing was loaded.
     * @param {number} seconds
     */
    at(seconds) {
      for (const [segment, { start, end }] of places) {
        if (start <= seconds && seconds < end) return segment + (seconds - start) / (end - start);
      }
      return undefined;
    },
  };
}
