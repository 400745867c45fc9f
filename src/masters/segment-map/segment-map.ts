/**
 * Cuts a master's timeline into segments. There is one map per master version. Every rendition, codec, format and session
 * uses it, so their segments can be mixed.
 */

import {
  type AudioTrack,
  durationUnsupported,
  MAX_SEGMENTS,
  presentationSeconds,
  type VideoTrack,
} from '../../tracks/index.js';
import { AAC_FRAME_SAMPLES, LOWEST_AUDIO_RATE } from './audio-frames.js';
import { cutVideo, LONGEST, SHORTEST } from './cut-video.js';

export {
  AAC_FRAME_SAMPLES,
  audioFrameBoundaries,
  audioFramesOf,
  MIN_SEGMENT_SECONDS,
} from './audio-frames.js';

export interface SegmentMapOptions {
  /** Target length of a segment in seconds; at least 0.5, as are `firstSeconds`. */
  readonly targetSeconds: number;
  /** Target lengths of the first segments in seconds: short ones start playback sooner. */
  readonly firstSeconds: readonly number[];
}

export interface SegmentMap {
  /** Ticks per second of `boundaries`: the video track's timescale, or the first audio track's output rate. */
  readonly timescale: number;
  /** Segment n covers [boundaries[n], boundaries[n + 1]). The first is 0. */
  readonly boundaries: Float64Array;
  /** Segment n holds the frames [firstFrames[n], firstFrames[n + 1]) of the video track; absent without video. */
  readonly firstFrames?: Uint32Array;
  /** Segments of the whole presentation; audio may continue after the last video frame. */
  readonly count: number;
  /** Segments that have video, which are the first ones; 0 without video. */
  readonly videoCount: number;
  /** In whole seconds, as `EXT-X-TARGETDURATION` (RFC 8216 4.3.3.1). */
  readonly targetDuration: number;
  /** Whether the presentation goes on behind the last segment; see `settledMap`. */
  readonly isOpen?: boolean;
}

/** Length of a segment in seconds. @param segment less than `count`. */
export function segmentLength({ boundaries, timescale }: SegmentMap, segment: number): number {
  return (boundaries[segment + 1]! - boundaries[segment]!) / timescale;
}

/** How much rounding to AAC frames may lengthen an audio segment: half a frame at its start, a whole one at its end. */
export const AUDIO_ROUNDING_SECONDS = (1.5 * AAC_FRAME_SAMPLES) / LOWEST_AUDIO_RATE;

/**
 * Builds the map of a master whose tracks are aligned. Pure: the same arguments always give the same map.
 * @param audioTimescale ticks per second of the map without video: the output sample rate.
 * @param cadence segments begin only at every so many frames, of which renditions with fewer frames keep one.
 * @throws OnplayError `master_duration_unsupported` for more than `MAX_SEGMENTS`.
 */
export function buildSegmentMap(
  index: { readonly video?: VideoTrack; readonly audio: readonly AudioTrack[] },
  audioTimescale: number,
  options: SegmentMapOptions,
  cadence = 1,
): SegmentMap {
  const timescale = index.video?.timescale ?? audioTimescale;
  // Whole ticks; a smaller excess is a rounding error.
  const end = Math.ceil(presentationSeconds(index) * timescale - 1e-6);
  const lengthAt = (segment: number) => (options.firstSeconds[segment] ?? options.targetSeconds) * timescale;
  const usualLength = options.targetSeconds * timescale;
  const cut = index.video && cutVideo(index.video, { presentationEnd: end, lengthAt, usualLength, cadence });
  const boundaries = cut?.boundaries ?? [0];
  const videoCount = boundaries.length - 1;
  if (cut) appendTail(boundaries, end, usualLength);
  else cutAudio(boundaries, end, lengthAt);
  return {
    timescale,
    boundaries: Float64Array.from(boundaries),
    ...(cut ? { firstFrames: Uint32Array.from(cut.firstFrames) } : {}),
    count: boundaries.length - 1,
    videoCount,
    targetDuration: targetDurationOf(longestOf(boundaries) / timescale, options),
  };
}

/**
 * Adds the audio after the last video frame. If it fits into the last segment, or is too short for one of its own, extends
 * that segment, which holds its last frame until the end. Else appends audio-only segments, and extends the last video
 * segment only if that is too short.
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

/** Appends audio-only segments from the last boundary up to `end`. */
function cutAudio(boundaries: number[], end: number, targetAt: (segment: number) => number): void {
  for (let start = boundaries.at(-1)!; start < end; start = boundaries.at(-1)!) {
    if (boundaries.length > MAX_SEGMENTS) throw durationUnsupported();
    const target = targetAt(boundaries.length - 1);
    boundaries.push(end - start <= target * LONGEST ? end : Math.round(start + target));
  }
}

/**
 * The longest segment of any rendition, rounded (RFC 8216 4.3.3.1), but never less than the configured target: peak
 * bitrates are measured over at least half of it, so a smaller value would overstate those of short recordings.
 */
function targetDurationOf(longestSeconds: number, { targetSeconds }: SegmentMapOptions): number {
  return Math.round(Math.max(1, targetSeconds, longestSeconds + AUDIO_ROUNDING_SECONDS));
}

/** The target duration of a master that grows, which must not change (RFC 8216 6.2.1): for as long as a segment may be cut. */
export function openTargetDuration(options: SegmentMapOptions): number {
  return targetDurationOf(LONGEST * Math.max(options.targetSeconds, ...options.firstSeconds), options);
}

function longestOf(boundaries: readonly number[]): number {
  let longest = 0;
  for (let i = 1; i < boundaries.length; i++)
    longest = Math.max(longest, boundaries[i]! - boundaries[i - 1]!);
  return longest;
}

/** The video frames [first, end) of a segment; [0, 0) without video. */
export function framesOf(map: SegmentMap, segment: number): readonly [first: number, end: number] {
  return [map.firstFrames?.[segment] ?? 0, map.firstFrames?.[segment + 1] ?? 0];
}
