import { shownTimes } from '../../encoder/index.js';
import type { SegmentMap } from '../../masters/index.js';
import type { TextTrack } from '../../tracks/index.js';

/** The segments of the video in which a track shows something. */
export function burnedSegments(
  { boundaries, timescale, videoCount }: SegmentMap,
  track: TextTrack,
): ReadonlySet<number> {
  const segments = new Set<number>();
  const endOf = (segment: number) => (boundaries[segment + 1]! * 1000) / timescale;
  let first = 0;
  // In the order of their starts, so that what is shown begins in no earlier segment than what was shown before.
  for (const { start, end } of shownTimes(track)) {
    while (first < videoCount && endOf(first) <= start) first++;
    for (let segment = first; segment < videoCount; segment++) {
      if ((boundaries[segment]! * 1000) / timescale >= end) break;
      segments.add(segment);
    }
  }
  return segments;
}
