/** The segments of a clip: those of the whole, and the cut ones with which it begins and ends. */
import { type MasterIndex, MIN_SEGMENT_SECONDS, type SegmentMap } from '../../masters/index.js';
import type { ClipFrames } from '../../shared/clip.js';
import { type FrameGrid, frameGrid, isWithin, segmentWith } from './frame-grid.js';

/** A segment of a clip, by its place in the segment map of the whole. */
export type ClipSegment =
  /** That of the whole, with its number. */
  | { readonly whole: number }
  /** One that has these frames. */
  | { readonly own: ClipFrames };

/** Frames, and the segment of the whole that has the last of them. */
interface Stretch extends ClipFrames {
  readonly segment: number;
}

/** In order; at most two are not those of the whole. @throws RangeError for frames that the index has not. */
export function clipSegments(
  index: Pick<MasterIndex, 'video'>,
  map: SegmentMap,
  clip: ClipFrames,
): readonly ClipSegment[] {
  // Beyond the last segment no stretch would ever end.
  if (!isWithin({ index, map }, clip)) throw new RangeError(`no clip: ${clip.first} to ${clip.end}`);
  const grid = frameGrid(index, map);
  const stretches = longEnough(cutAtSegments(grid, clip), (frames) => secondsOf(grid, map, frames));
  return stretches.map(({ first, end, segment }) => {
    const isWhole = first === grid.firstFrameOf(segment) && end === grid.firstFrameOf(segment + 1);
    return isWhole ? { whole: segment } : { own: { first, end } };
  });
}

function cutAtSegments(grid: FrameGrid, { first, end }: ClipFrames): Stretch[] {
  const stretches: Stretch[] = [];
  for (let segment = segmentWith(grid, first), from = first; from < end; segment++) {
    const to = Math.min(end, grid.firstFrameOf(segment + 1));
    stretches.push({ first: from, end: to, segment });
    from = to;
  }
  return stretches;
}

/** A first or last stretch that is too short for a segment is joined to the one beside it. */
function longEnough(stretches: Stretch[], secondsOf: (frames: ClipFrames) => number): readonly Stretch[] {
  const [first, second] = stretches;
  if (first && second && secondsOf(first) < MIN_SEGMENT_SECONDS)
    stretches.splice(0, 2, { ...second, first: first.first });
  const last = stretches.at(-1);
  const beforeLast = stretches.at(-2);
  if (last && beforeLast && secondsOf(last) < MIN_SEGMENT_SECONDS)
    stretches.splice(-2, 2, { ...last, first: beforeLast.first });
  return stretches;
}

function secondsOf({ timeOf }: FrameGrid, { timescale }: SegmentMap, { first, end }: ClipFrames): number {
  return (timeOf(end) - timeOf(first)) / timescale;
}

/** The segments [first, end) of the whole that a clip has: they follow one another. */
export function sharedSegments(segments: readonly ClipSegment[]): {
  readonly first: number;
  readonly end: number;
} {
  const numbers = segments.flatMap((segment) => ('whole' in segment ? [segment.whole] : []));
  const [first] = numbers;
  return first === undefined ? { first: 0, end: 0 } : { first, end: first + numbers.length };
}
