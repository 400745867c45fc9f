/** Joins the ranges of an object that are better read with one request. */

/** Bytes [start, end). */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** Reading as much takes less than a millisecond, another request some ten: a few frames of audio between those of video. */
const MAX_GAP_BYTES = 64 * 1024;

/** The extents that have all bytes of the ranges, in ascending order; neighbours are one. Empty ranges are left out. */
export function joinedRanges(ranges: readonly Extent[]): Extent[] {
  const joined: { start: number; end: number }[] = [];
  const sorted = ranges.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start);
  for (const { start, end } of sorted) {
    const last = joined.at(-1);
    if (last && start - last.end <= MAX_GAP_BYTES) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}
