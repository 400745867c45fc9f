/**
 * The cut of a master's timeline into segments. There is one map per master version; every rendition, codec, format
 * and session uses it, which is what lets them be mixed.
 */
import { presentationSeconds } from './index/master-index.js';
import type { AudioTrack, VideoTrack } from './track.js';

export interface SegmentMapOptions {
  /** Length to aim at, in seconds. */
  readonly targetSeconds: number;
  /** Lengths to aim at for the first segments, in seconds: short ones start sooner. */
  readonly firstSeconds: readonly number[];
}

export interface SegmentMap {
  /** Ticks per second of `boundaries`: the video track's timescale, or the first audio track's output rate. */
  readonly timescale: number;
  /** Segment n covers [boundaries[n], boundaries[n + 1]). The first is 0. */
  readonly boundaries: Float64Array;
  /** Segment n holds the frames [firstFrames[n], firstFrames[n + 1]) of the video track; absent for sound alone. */
  readonly firstFrames?: Uint32Array;
  /** Segments of the whole presentation; sound may go on after the last picture. */
  readonly count: number;
  /** Segments that hold pictures; 0 for sound alone. */
  readonly videoCount: number;
  /** In whole seconds, as `EXT-X-TARGETDURATION` (RFC 8216 4.3.3.1). */
  readonly targetDuration: number;
}

/** Samples in an AAC-LC frame (ISO 14496-3 4.5.2.1.1). */
export const AAC_FRAME_SAMPLES = 1024;
/** How far from the length aimed at a segment may end, as a share of it, to end on one of the master's sync samples. */
const SHORTEST = 0.5;
const LONGEST = 1.25;

/** The map of a master whose tracks are aligned. Pure: the same index and options give the same map. */
export function buildSegmentMap(
  index: { readonly video?: VideoTrack; readonly audio: readonly AudioTrack[] },
  audioTimescale: number,
  options: SegmentMapOptions,
): SegmentMap {
  const seconds = presentationSeconds(index);
  return index.video ? videoMap(index.video, seconds, options) : audioMap(audioTimescale, seconds, options);
}

/**
 * AAC frames of each segment at a sample rate: segment n holds the frames [result[n], result[n + 1]). Boundaries are
 * the frames nearest to the map's; the last frame is the one in which the presentation ends.
 */
export function audioFrameBoundaries(map: SegmentMap, sampleRate: number): Float64Array {
  const frames = map.boundaries.map((ticks) =>
    Math.round((ticks * sampleRate) / map.timescale / AAC_FRAME_SAMPLES),
  );
  const end = ((map.boundaries[map.count] ?? 0) * sampleRate) / map.timescale;
  frames[map.count] = Math.max(Math.ceil(end / AAC_FRAME_SAMPLES - 1e-9), (frames[map.count - 1] ?? 0) + 1);
  return frames;
}

function targetAt(segment: number, options: SegmentMapOptions): number {
  return options.firstSeconds[segment] ?? options.targetSeconds;
}

/**
 * Cuts in whole frames. Each cut goes to the sync sample nearest to the length aimed at, if one is near enough: then
 * nothing is decoded in vain and the segment's samples can be passed through; else to the nearest frame.
 */
function videoMap(video: VideoTrack, presentationEnd: number, options: SegmentMapOptions): SegmentMap {
  const { timescale } = video;
  const times = frameTimes(video);
  const syncFrames = syncFramesOf(video);
  const firstFrames = [0];
  const boundaries = [0];
  for (let frame = 0; frame < times.length; ) {
    const target = targetAt(firstFrames.length - 1, options) * timescale;
    frame = nextCut(times, syncFrames, frame, boundaries.at(-1)!, target, video.end, video.orderUnknown);
    firstFrames.push(frame);
    boundaries.push(frame < times.length ? times[frame]! : video.end);
  }
  const videoCount = boundaries.length - 1;
  appendTail(boundaries, presentationEnd * timescale, options.targetSeconds * timescale);
  return {
    timescale,
    boundaries: Float64Array.from(boundaries),
    firstFrames: Uint32Array.from(firstFrames),
    count: boundaries.length - 1,
    videoCount,
    targetDuration: targetDurationOf(boundaries, timescale, options),
  };
}

/** The frame at which the segment that begins at `start` ends; `times.length` for the last segment. */
function nextCut(
  times: Float64Array,
  syncFrames: Uint32Array,
  firstFrame: number,
  start: number,
  target: number,
  end: number,
  syncOnly: boolean,
): number {
  if (end - start <= target * LONGEST) return times.length;
  const ideal = start + target;
  const sync = nearest(syncFrames, ideal, (frame) => times[frame]!);
  const cut = sync === undefined ? undefined : syncFrames[sync]!;
  if (cut !== undefined && cut > firstFrame) {
    const length = times[cut]! - start;
    if (length >= target * SHORTEST && length <= target * LONGEST) return cut;
  }
  if (syncOnly)
    return (
      syncFrames.find((frame) => frame > firstFrame && times[frame]! - start >= target * SHORTEST) ??
      times.length
    );
  return Math.max(nearest(times, ideal, (time) => time) ?? times.length, firstFrame + 1);
}

/** Index of the element whose time is nearest to `time`, the earlier of two; undefined for an empty array. */
function nearest<T extends Float64Array | Uint32Array>(
  sorted: T,
  time: number,
  timeOf: (element: number) => number,
): number | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(sorted[middle]!) < time) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return sorted.length > 0 ? 0 : undefined;
  if (low === sorted.length) return low - 1;
  return timeOf(sorted[low]!) - time < time - timeOf(sorted[low - 1]!) ? low : low - 1;
}

/** Presentation time of each frame, in order. */
export function frameTimes({ frames, samples }: VideoTrack): Float64Array {
  return Float64Array.from(frames, (sample) => samples.times[sample]!);
}

/** Frames that are sync samples, in order. */
function syncFramesOf({ frames, samples }: VideoTrack): Uint32Array {
  const found: number[] = [];
  frames.forEach((sample, frame) => {
    if (samples.sync[sample] === 1) found.push(frame);
  });
  return Uint32Array.from(found);
}

/**
 * Sound that goes on after the last picture: the last segment is drawn out if it stays short enough, so that its last
 * picture stands until the end; else segments of sound alone follow.
 */
function appendTail(boundaries: number[], end: number, target: number): void {
  const last = boundaries.length - 1;
  if (end <= boundaries[last]!) return;
  if (end - boundaries[last - 1]! <= target * LONGEST) {
    boundaries[last] = Math.round(end);
    return;
  }
  while (end - boundaries.at(-1)! > target * LONGEST) boundaries.push(boundaries.at(-1)! + target);
  boundaries.push(Math.round(end));
}

function audioMap(timescale: number, presentationEnd: number, options: SegmentMapOptions): SegmentMap {
  const end = presentationEnd * timescale;
  const boundaries = [0];
  for (let segment = 0; end > boundaries.at(-1)!; segment++) {
    const target = targetAt(segment, options) * timescale;
    const start = boundaries.at(-1)!;
    boundaries.push(end - start <= target * LONGEST ? Math.ceil(end) : start + target);
  }
  return {
    timescale,
    boundaries: Float64Array.from(boundaries),
    count: boundaries.length - 1,
    videoCount: 0,
    targetDuration: targetDurationOf(boundaries, timescale, options),
  };
}

/**
 * The longest segment, rounded (RFC 8216 4.3.3.1), but never below the length aimed at: bit rates are measured over
 * half of it, and short segments alone would make short recordings look expensive.
 */
function targetDurationOf(
  boundaries: readonly number[],
  timescale: number,
  options: SegmentMapOptions,
): number {
  let longest = 0;
  for (let i = 1; i < boundaries.length; i++)
    longest = Math.max(longest, boundaries[i]! - boundaries[i - 1]!);
  return Math.max(1, Math.round(options.targetSeconds), Math.round(longest / timescale));
}
