/** What clips are counted in: frames of the video; of audio alone, AAC frames. */
import { AAC_FRAME_SAMPLES, type MasterIndex, type SegmentMap } from '../../masters/index.js';
import type { ClipFrames } from '../../shared/clip.js';
import { firstAtOrAfter, frameTime, type VideoTrack } from '../../tracks/index.js';

export interface FrameGrid {
  /** What is presented after the last frame of the video counts as one more, with which no clip begins. */
  readonly count: number;
  /** The last frame with which a clip may begin. */
  readonly lastStart: number;
  /** When a frame begins, in ticks of the segment map; of `count`, when the presentation ends. */
  timeOf(frame: number): number;
  readonly segments: number;
  /** The frame with which a segment begins; of the number of segments, `count`. */
  firstFrameOf(segment: number): number;
}

/** The grid of a master that is known as a whole. */
export function frameGrid({ video }: Pick<MasterIndex, 'video'>, map: SegmentMap): FrameGrid {
  return video ? videoGrid(video, map) : audioGrid(map);
}

function videoGrid(
  video: VideoTrack,
  { boundaries, firstFrames, videoCount, count: segments }: SegmentMap,
): FrameGrid {
  const { length } = video.frames;
  const end = boundaries[videoCount]!;
  // Audio in segments of its own is not in the grid: a clip has video.
  const hasTail = segments === videoCount && end > video.end;
  const count = hasTail ? length + 1 : length;
  return {
    count,
    lastStart: length - 1,
    timeOf: (frame) => {
      if (frame === 0) return 0;
      if (frame > length) return end;
      if (frame < length) return frameTime(video, frame);
      return hasTail ? video.end : end;
    },
    segments: videoCount,
    firstFrameOf: (segment) => (segment < videoCount ? firstFrames![segment]! : count),
  };
}

/** In ticks of the output's sample rate, as a map without video is. */
function audioGrid({ boundaries, count: segments }: SegmentMap): FrameGrid {
  const end = boundaries[segments]!;
  const count = Math.ceil(end / AAC_FRAME_SAMPLES);
  return {
    count,
    lastStart: count - 1,
    timeOf: (frame) => Math.min(frame * AAC_FRAME_SAMPLES, end),
    segments,
    firstFrameOf: (segment) =>
      segment < segments ? Math.round(boundaries[segment]! / AAC_FRAME_SAMPLES) : count,
  };
}

/** The first frame that begins at a time or after it, in ticks; `count` if none does. */
export function frameAtOrAfter({ count, timeOf }: FrameGrid, time: number): number {
  return firstAtOrAfter({ length: count, timeAt: timeOf }, time);
}

/** The segment that a frame is in. */
export function segmentWith({ segments, firstFrameOf }: FrameGrid, frame: number): number {
  let [low, high] = [0, segments];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (firstFrameOf(middle) <= frame) low = middle;
    else high = middle;
  }
  return low;
}

/** The segment that all of some frames are in; undefined for frames of several. */
export function segmentHolding(grid: FrameGrid, { first, end }: ClipFrames): number | undefined {
  const segment = segmentWith(grid, first);
  return end <= grid.firstFrameOf(segment + 1) ? segment : undefined;
}

/** Whether frames are a clip of the asset, which is known as a whole. */
export function isWithin(
  { index, map }: { readonly index: Pick<MasterIndex, 'video'>; readonly map: SegmentMap },
  { first, end }: ClipFrames,
): boolean {
  if (map.isOpen) return false;
  const { count, lastStart } = frameGrid(index, map);
  return first < end && end <= count && first <= lastStart;
}
