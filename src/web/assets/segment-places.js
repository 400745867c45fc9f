// @ts-check

/** Segments whose place is kept: more than any buffer holds. */
const MAX_PLACES = 200;

/**
 * Remembers where segments lie in the presentation, for players that only tell so as they load them.
 */
export function createSegmentPlaces() {
  /** @type {Map<number, { start: number, end: number }>} */
  const places = new Map();
  return {
    /**
     * Times are in seconds. A segment without length, such as an init segment, has no place.
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
     * Where a media time lies: 3.5 is the middle of segment 3; undefined where nothing was loaded.
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
