import { AUDIO_ROUNDING_SECONDS, type MasterIndex, type SegmentMap } from '../../masters/index.js';
import type { ClipFrames } from '../../shared/clip.js';
import type { ClipSegment } from './clip-segments.js';
import { type FrameGrid, frameGrid, segmentWith } from './frame-grid.js';

/**
 * The segment map of a clip: its segments at the times that they have in the whole. Where the whole goes on behind the clip it is open, so
 * that its audio is cut as it is between two segments.
 */
export function clipMap(
  index: Pick<MasterIndex, 'video'>,
  whole: SegmentMap,
  segments: readonly ClipSegment[],
): SegmentMap {
  const grid = frameGrid(index, whole);
  const frames = segments.map((segment) => framesOf(segment, grid.firstFrameOf));
  const edges = [...frames.map(({ first }) => first), frames.at(-1)!.end];
  const boundaries = Float64Array.from(edges, (frame) => timeOfEdge(frame, whole, grid));
  const length = index.video?.frames.length ?? 0;
  return {
    timescale: whole.timescale,
    boundaries,
    ...(index.video && { firstFrames: Uint32Array.from(edges, (frame) => Math.min(frame, length)) }),
    count: segments.length,
    videoCount: index.video ? segments.length : 0,
    targetDuration: targetDurationOf(boundaries, whole),
    ...(edges.at(-1)! < grid.count && { isOpen: true }),
  };
}

function framesOf(segment: ClipSegment, firstFrameOf: (segment: number) => number): ClipFrames {
  if ('own' in segment) return segment.own;
  return { first: firstFrameOf(segment.whole), end: firstFrameOf(segment.whole + 1) };
}

/** Of audio alone, boundaries of the map lie between frames. */
function timeOfEdge(frame: number, { boundaries }: SegmentMap, grid: FrameGrid): number {
  const segment = frame < grid.count ? segmentWith(grid, frame) : grid.segments;
  return grid.firstFrameOf(segment) === frame ? boundaries[segment]! : grid.timeOf(frame);
}

/** A segment that another one was joined to may be longer than all of the whole. */
function targetDurationOf(boundaries: Float64Array, { timescale, targetDuration }: SegmentMap): number {
  let longest = 0;
  for (let n = 1; n < boundaries.length; n++)
    longest = Math.max(longest, boundaries[n]! - boundaries[n - 1]!);
  return Math.max(targetDuration, Math.round(longest / timescale + AUDIO_ROUNDING_SECONDS));
}
