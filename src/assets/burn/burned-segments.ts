import { type BurnTrack, shownTimes } from '../../encoder/index.js';
import type { SegmentMap } from '../../masters/index.js';

/** The segments of the video in which a track shows something. */
export function burnedSegments(
  { boundaries, timescale, videoCount }: Pick<SegmentMap, 'boundaries' | 'timescale' | 'videoCount'>,
  track: BurnTrack,
): ReadonlySet<number> {
  const segments = new Set<number>();
  const startOf = (segment: number) => (boundaries[segment]! * 1000) / timescale;
  const endOf = (segment: number) => startOf(segment + 1);
  let next = 0;
  // In the order of their starts: those before `next` are in the set, or end before all that follows. None is looked at twice, however
  // many texts are shown for the whole film.
  for (const { start, end } of shownTimes(track)) {
    while (next < videoCount && endOf(next) <= start) next++;
    for (; next < videoCount && startOf(next) < end; next++) segments.add(next);
  }
  return segments;
}
