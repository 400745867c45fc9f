/**
 * The cut of a master's timeline into segments. There is one map per master version; every rendition, codec, format
 * and session uses it, which is what lets them be mixed.
 */

import { MAX_SEGMENTS } from '../limits.js';
import { presentationSeconds } from '../master-index.js';
import { durationUnsupported } from '../refusals.js';
import type { AudioTrack, VideoTrack } from '../track.js';
import { AAC_FRAME_SAMPLES, LOWEST_AUDIO_RATE } from './audio-frames.js';
import { cutVideo, LONGEST, SHORTEST } from './cut-video.js';

export { AAC_FRAME_SAMPLES, audioFrameBoundaries, audioFramesOf } from './audio-frames.js';

export interface SegmentMapOptions {
  /** Length to aim at, in seconds; at least 0.5, as all of them. */
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

/** Seconds of a segment of the map, as far as `count`. */
export function segmentLength({ boundaries, timescale }: SegmentMap, segment: number): number {
  return (boundaries[segment + 1]! - boundaries[segment]!) / timescale;
}

/** What rounding to AAC frames may add to a segment of sound: half a frame at its start, a whole one at its end. */
const AUDIO_ROUNDING_SECONDS = (1.5 * AAC_FRAME_SAMPLES) / LOWEST_AUDIO_RATE;

/**
 * The map of a master whose tracks are aligned. Pure: the same index and options give the same map.
 * @throws OnplayError `master_duration_unsupported` for more than `MAX_SEGMENTS`.
 */
export function buildSegmentMap(
  index: { readonly video?: VideoTrack; readonly audio: readonly AudioTrack[] },
  audioTimescale: number,
  options: SegmentMapOptions,
): SegmentMap {
  const timescale = index.video?.timescale ?? audioTimescale;
  // Whole ticks; what is above one by less than this is rounding.
  const end = Math.ceil(presentationSeconds(index) * timescale - 1e-6);
  const targetAt = (segment: number) => (options.firstSeconds[segment] ?? options.targetSeconds) * timescale;
  const usualTarget = options.targetSeconds * timescale;
  const cut = index.video && cutVideo(index.video, end, targetAt, usualTarget);
  const boundaries = cut?.boundaries ?? [0];
  const videoCount = boundaries.length - 1;
  if (cut) appendTail(boundaries, end, usualTarget);
  else cutAudio(boundaries, end, targetAt);
  return {
    timescale,
    boundaries: Float64Array.from(boundaries),
    ...(cut ? { firstFrames: Uint32Array.from(cut.firstFrames) } : {}),
    count: boundaries.length - 1,
    videoCount,
    targetDuration: targetDurationOf(boundaries, timescale, options),
  };
}

/**
 * Sound that goes on after the last picture: the last segment is drawn out where it stays short enough or what is left
 * is too short to stand alone, so that its last picture stands until the end; else segments of sound alone follow, and it
 * is drawn out only if it would be too short itself.
 */
function appendTail(boundaries: number[], end: number, target: number): void {
  const last = boundaries.length - 1;
  const start = boundaries[last - 1]!;
  const tail = end - boundaries[last]!;
  if (tail <= 0) return;
  if (tail < target * SHORTEST || end - start <= target * LONGEST) boundaries[last] = end;
  else if (boundaries[last]! - start < target * SHORTEST) boundaries[last] = Math.round(start + target);
  cutAudio(boundaries, end, () => target);
}

/** Adds segments of sound alone from the last boundary up to `end`. */
function cutAudio(boundaries: number[], end: number, targetAt: (segment: number) => number): void {
  for (let start = boundaries.at(-1)!; start < end; start = boundaries.at(-1)!) {
    if (boundaries.length > MAX_SEGMENTS) throw durationUnsupported();
    const target = targetAt(boundaries.length - 1);
    boundaries.push(end - start <= target * LONGEST ? end : Math.round(start + target));
  }
}

/**
 * The longest segment of any rendition, rounded (RFC 8216 4.3.3.1), but never below the length aimed at: bit rates are
 * measured over half of it, and short segments alone would make short recordings look expensive.
 */
function targetDurationOf(
  boundaries: readonly number[],
  timescale: number,
  { targetSeconds }: SegmentMapOptions,
): number {
  let longest = 0;
  for (let i = 1; i < boundaries.length; i++)
    longest = Math.max(longest, boundaries[i]! - boundaries[i - 1]!);
  return Math.round(Math.max(1, targetSeconds, longest / timescale + AUDIO_ROUNDING_SECONDS));
}

/** The frames [first, end) of a segment. */
export function framesOf(map: SegmentMap, segment: number): readonly [first: number, end: number] {
  return [map.firstFrames?.[segment] ?? 0, map.firstFrames?.[segment + 1] ?? 0];
}
