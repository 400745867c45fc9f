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
  const grid = gridWith(index, map, clip);
  const stretches = longEnough(cutAtSegments(grid, clip), (frames) => isTooShort(grid, map, frames));
  return stretches.map(({ first, end, segment }) => {
    const isWhole = first === grid.firstFrameOf(segment) && end === grid.firstFrameOf(segment + 1);
    return isWhole ? { whole: segment } : { own: { first, end } };
  });
}

/**
 * What is left of a clip where no segment may have frames of two of the whole: it ends with a segment of the whole, instead of with a stretch too short for one;
 * likewise it begins. Of two such stretches, that with more frames is left. Every segment of what is left is of one.
 * @throws RangeError for frames that the index has not.
 */
export function withoutShortStretches(
  index: Pick<MasterIndex, 'video'>,
  map: SegmentMap,
  clip: ClipFrames,
): ClipFrames {
  const grid = gridWith(index, map, clip);
  const [from, to] = [segmentWith(grid, clip.first), segmentWith(grid, clip.end - 1)];
  if (from === to) return clip;
  const head = { first: clip.first, end: grid.firstFrameOf(from + 1) };
  const tail = { first: grid.firstFrameOf(to), end: clip.end };
  const [isHeadShort, isTailShort] = [head, tail].map((each) => isTooShort(grid, map, each));
  if (isHeadShort && isTailShort && head.end === tail.first)
    return head.end - head.first >= tail.end - tail.first ? head : tail;
  return { first: isHeadShort ? head.end : clip.first, end: isTailShort ? tail.first : clip.end };
}

/** The frame nearest to this one at which a clip may be parted so that `withoutShortStretches` leaves all of both: itself, or the bound of a segment. */
export function partingFrame(index: Pick<MasterIndex, 'video'>, map: SegmentMap, frame: number): number {
  const grid = frameGrid(index, map);
  if (frame >= grid.count) return frame;
  const segment = segmentWith(grid, frame);
  const head = { first: grid.firstFrameOf(segment), end: frame };
  const tail = { first: frame, end: grid.firstFrameOf(segment + 1) };
  const isHeadShorter = secondsOf(grid, map, head) <= secondsOf(grid, map, tail);
  if (!isTooShort(grid, map, isHeadShorter ? head : tail)) return frame;
  return isHeadShorter ? head.first : tail.end;
}

function gridWith(index: Pick<MasterIndex, 'video'>, map: SegmentMap, clip: ClipFrames): FrameGrid {
  // Beyond the last segment no stretch would ever end.
  if (!isWithin({ index, map }, clip)) throw new RangeError(`no clip: ${clip.first} to ${clip.end}`);
  return frameGrid(index, map);
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
function longEnough(stretches: Stretch[], isShort: (frames: ClipFrames) => boolean): readonly Stretch[] {
  const [first, second] = stretches;
  if (first && second && isShort(first)) stretches.splice(0, 2, { ...second, first: first.first });
  const last = stretches.at(-1);
  const beforeLast = stretches.at(-2);
  if (last && beforeLast && isShort(last)) stretches.splice(-2, 2, { ...last, first: beforeLast.first });
  return stretches;
}

function isTooShort(grid: FrameGrid, map: SegmentMap, frames: ClipFrames): boolean {
  return secondsOf(grid, map, frames) < MIN_SEGMENT_SECONDS;
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
