import { framesOf, type MasterIndex, type SegmentMap } from '../../masters/index.js';
import type { ClipFrames } from '../../shared/clip.js';
import type { Mark } from '../../shared/marks/mark.js';
import { isShownWithin } from '../../shared/marks/mark-times.js';
import { frameTime } from '../../tracks/index.js';

type FilmIndex = Pick<MasterIndex, 'video'>;

/** Which segments of the video have a frame that is presented while a mark is shown. @param index of all frames. */
export function markedSegments(
  index: FilmIndex,
  map: SegmentMap,
  marks: readonly Mark[],
): ReadonlySet<number> {
  const segments = new Set<number>();
  if (!index.video) return segments;
  for (let segment = 0; segment < map.videoCount; segment++) {
    const [first, end] = framesOf(map, segment);
    if (areMarked(index, { first, end }, marks)) segments.add(segment);
  }
  return segments;
}

/** Whether one of the frames is presented while a mark is shown; of none, whether one is at the time of the first. */
export function areMarked({ video }: FilmIndex, { first, end }: ClipFrames, marks: readonly Mark[]): boolean {
  if (!video) return false;
  const timeOf = (frame: number) => (frameTime(video, frame) * 1000) / video.timescale;
  // Of a clip, what is presented after the last frame counts as one more.
  const last = Math.min(end, video.frames.length) - 1;
  const [from, to] = [timeOf(first), timeOf(Math.max(first, last))];
  return marks.some((mark) => isShownWithin(mark, from, to));
}
