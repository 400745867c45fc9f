import { framesOf, type MasterIndex, type SegmentMap } from '../../masters/index.js';
import type { Mark } from '../../shared/marks/mark.js';
import { isShownWithin } from '../../shared/marks/mark-times.js';
import { frameTime } from '../../tracks/index.js';

/** Which segments of the video have a frame that is presented while a mark is shown. @param index of all frames. */
export function markedSegments(
  { video }: Pick<MasterIndex, 'video'>,
  map: SegmentMap,
  marks: readonly Mark[],
): ReadonlySet<number> {
  const segments = new Set<number>();
  if (!video) return segments;
  const timeOf = (frame: number) => (frameTime(video, frame) * 1000) / video.timescale;
  for (let segment = 0; segment < map.videoCount; segment++) {
    const [first, end] = framesOf(map, segment);
    const [from, to] = [timeOf(first), timeOf(Math.max(first, end - 1))];
    if (marks.some((mark) => isShownWithin(mark, from, to))) segments.add(segment);
  }
  return segments;
}
