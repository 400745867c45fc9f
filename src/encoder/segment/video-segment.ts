/** Makes one video segment: feed, encode, check, package. */
import type { SegmentMap } from '../../masters/segment-map.js';
import type { ByteSource } from '../../masters/stores/store.js';
import type { VideoTrack } from '../../masters/track.js';
import { mediaSegment, readFragments } from '../../packager/index.js';
import type { EncoderSettings, EncodeTimings } from '../encoder.js';
import { feedBytes } from '../feed/feed.js';
import { videoFeedPlan } from '../feed/feed-plan.js';
import { neighbourFrames } from '../plan/picture-filters.js';
import { videoArguments } from '../plan/video-arguments.js';
import type { VideoRendition } from '../rendition.js';
import { type CheckedFrames, checkFrames } from './check-frames.js';
import { runEncode } from './encode-process.js';

export interface VideoSegmentRequest {
  readonly track: VideoTrack;
  readonly map: SegmentMap;
  readonly rendition: VideoRendition;
  /** Counted from 0, below the map's `videoCount`. */
  readonly segment: number;
  /** The `avcC` content that every segment of the rendition must share. */
  readonly parameterSets: Uint8Array;
}

export interface EncodedSegment {
  readonly bytes: Uint8Array;
  readonly timings: EncodeTimings;
}

/**
 * @throws OnplayError `segment_invalid` when what was encoded is not exactly what was asked for; what reading the
 *         master and running ffmpeg throw.
 */
export async function encodeVideoSegment(
  settings: EncoderSettings,
  request: VideoSegmentRequest,
  source: ByteSource,
  signal: AbortSignal,
): Promise<EncodedSegment> {
  const { track, map, rendition, segment } = request;
  const startedAt = performance.now();
  const [firstFrame, endFrame] = framesOf(map, segment);
  const plan = videoFeedPlan(track, firstFrame, endFrame, neighbourFrames(track));
  const seconds = (map.boundaries[segment + 1]! - map.boundaries[segment]!) / map.timescale;
  const feedMs = performance.now() - startedAt;
  const args = videoArguments(track, rendition, seconds);
  const { stdout, stderr, timings } = await runEncode(settings, args, feedBytes(track, plan, source), signal);
  const encodedAt = performance.now();
  const complaints = stderr !== '';
  const frames = checkFrames(readFragments(stdout), {
    // After a lost frame the second, fourth, sixth… of the others may be kept.
    times: frameTimesOf(request, complaints ? 1 : rendition.keepEvery),
    timescale: rendition.timescale,
    parameterSets: request.parameterSets,
    orderUnknown: track.orderUnknown,
    complaints,
  });
  const bytes = packageVideo(request, frames);
  return { bytes, timings: { feedMs, encodeMs: timings.totalMs, packageMs: performance.now() - encodedAt } };
}

/** The frames [first, end) of a segment. */
export function framesOf(map: SegmentMap, segment: number): [first: number, end: number] {
  return [map.firstFrames?.[segment] ?? 0, map.firstFrames?.[segment + 1] ?? 0];
}

/** Presentation times of every frame, or every second, of a segment, and where the last of them ends. */
export function frameTimesOf(
  { track, map, segment }: Pick<VideoSegmentRequest, 'track' | 'map' | 'segment'>,
  keepEvery: number,
): Float64Array {
  const [firstFrame, endFrame] = framesOf(map, segment);
  const kept = Math.ceil((endFrame - firstFrame) / keepEvery);
  const times = new Float64Array(kept + 1);
  for (let i = 0; i < kept; i++) times[i] = track.samples.times[track.frames[firstFrame + i * keepEvery]!]!;
  times[kept] = map.boundaries[segment + 1]!;
  return times;
}

/** The frames as a CMAF segment, whose decode times run on from those of the segment before. */
function packageVideo(request: VideoSegmentRequest, frames: CheckedFrames): Uint8Array {
  const { samples, ranks, times } = frames;
  const delay = request.rendition.compositionDelay;
  const decodeTimes = decodeTimesOf(frames, delay);
  return mediaSegment({
    sequenceNumber: request.segment + 1,
    baseMediaDecodeTime: times[0]!,
    samples: samples.map(({ data, sync }, i) => ({
      size: data.byteLength,
      duration: decodeTimes[i + 1]! - decodeTimes[i]!,
      compositionOffset: times[ranks[i]!]! + delay - decodeTimes[i]!,
      sync,
    })),
    data: samples.map((sample) => sample.data),
  });
}

/**
 * The k-th sample in decode order has the k-th presentation time as its decode time; but no sample is decoded after it is
 * composed, which without this could be where frames are missing. Ends with the segment's end.
 */
function decodeTimesOf({ ranks, times }: CheckedFrames, delay: number): Float64Array {
  const decodeTimes = times.slice();
  let latest = Number.POSITIVE_INFINITY;
  for (let i = ranks.length - 1; i >= 0; i--) {
    latest = Math.min(latest, times[ranks[i]!]! + delay);
    decodeTimes[i] = Math.min(times[i]!, latest);
  }
  return decodeTimes;
}
