/** Whether a master's video can be passed through as the highest rung, without encoding. */
import type { SegmentMap } from '../../masters/index.js';
import type { VideoTrack } from '../../tracks/index.js';
import { videoCodecs } from '../codecs/index.js';
import { segmentSamples } from '../plan/segment-samples.js';
import type { VideoRendition } from '../rendition.js';
import { MAX_CHUNK_SECONDS } from './chunk-count.js';
import { isStandardDynamicRange } from './output-colour.js';
import { MAX_RATE_RATIO, peakRate } from './source-bitrate.js';
import { MAX_DELAY_SECONDS } from './video-renditions.js';

/** `top` with the master's samples in place of encoded ones; undefined if they are not suitable. */
export function videoPassthrough(
  track: VideoTrack,
  map: SegmentMap,
  top: VideoRendition,
): VideoRendition | undefined {
  if (!isPlayableAsItIs(track) || !isSameAs(track, top)) return undefined;
  const stream = videoCodecs[top.codec].playable(track);
  if (!stream) return undefined;
  if (!isCutAtRandomAccessPoints(track, map) || !hasCloseKeyframes(track)) return undefined;
  const maxBitrate = peakRate(map, map.videoCount, (segment) => segmentSamples(track, map, segment).bytes);
  const compositionDelay = compositionDelayOf(track, map);
  if (maxBitrate > MAX_RATE_RATIO * top.maxBitrate) return undefined;
  if (compositionDelay > MAX_DELAY_SECONDS * track.timescale) return undefined;
  return { ...top, ...stream, maxBitrate, bufferSize: 0, compositionDelay, passthrough: true };
}

/**
 * Whether a map of other segments of the track has ones that belong to a rendition which is passed through.
 * @param rendition of `videoPassthrough`, whose init segment they share.
 */
export function isPassthroughCut(track: VideoTrack, map: SegmentMap, rendition: VideoRendition): boolean {
  return (
    isCutAtRandomAccessPoints(track, map) && compositionDelayOf(track, map) <= rendition.compositionDelay
  );
}

function isPlayableAsItIs(track: VideoTrack): boolean {
  const { pixelAspectRatio, orientation, samples } = track;
  return (
    track.parts === undefined &&
    track.varying === undefined &&
    track.pixelFormat === 'yuv420p' &&
    isStandardDynamicRange(track) &&
    !track.interlaced &&
    !track.orderUnknown &&
    pixelAspectRatio.horizontal === pixelAspectRatio.vertical &&
    orientation.rotation === 0 &&
    !orientation.mirrored &&
    samples.descriptions === undefined &&
    // Every sample is presented, at its time.
    track.runs === undefined &&
    track.frames.length === samples.count
  );
}

function isSameAs({ codec, width, height }: VideoTrack, top: VideoRendition): boolean {
  return top.codec === codec && top.width === width && top.height === height && top.keepEvery === 1;
}

/** Whether keyframes are as frequent as those of encoded renditions. */
function hasCloseKeyframes({ frames, samples, timescale, end }: VideoTrack): boolean {
  let last = Number.NEGATIVE_INFINITY;
  const isFar = (time: number) => time - last > MAX_CHUNK_SECONDS * timescale && last >= 0;
  for (const frame of frames) {
    if (samples.sync[frame] !== 1) continue;
    const time = samples.times[frame]!;
    if (isFar(time)) return false;
    last = time;
  }
  return !isFar(end);
}

/** Whether each segment is a run of samples that starts with its first frame, a random access point. */
function isCutAtRandomAccessPoints(track: VideoTrack, map: SegmentMap): boolean {
  const independent = new Set(track.independent ?? []);
  for (let segment = 0; segment < map.videoCount; segment++) {
    const { first, end, frames } = segmentSamples(track, map, segment);
    if (frames[0] !== first || !independent.has(first) || end - first !== frames.length) return false;
  }
  return true;
}

/** The composition delay, in ticks, for which no frame is composed before it is decoded. */
function compositionDelayOf(track: VideoTrack, map: SegmentMap): number {
  const { times } = track.samples;
  let delay = 0;
  for (let segment = 0; segment < map.videoCount; segment++) {
    const { first, frames } = segmentSamples(track, map, segment);
    // The k-th sample in decode order is decoded at the time of the k-th frame in presentation order.
    frames.forEach((shown, k) => {
      delay = Math.max(delay, times[shown]! - times[first + k]!);
    });
  }
  return delay;
}
