/** Joins the ranges of an object that are better read with one request. */

/** Bytes [start, end). */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/**
 * A gap as large as this is read, a larger one is left out by another request. A request takes 0.6 ms of a processor and more, as much as
 * reading a few hundred KiB, and stores charge for it; requests side by side take no longer than one, but reading a gap holds up what lies
 * behind it: this much takes less than a millisecond. So audio that lies frame by frame between the frames of usual video is one
 * request together with the video, however little audio it is, and audio in pieces a second apart is a request for each.
 */
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
