/** Whether a master's video can be passed through as the highest rung, without encoding. */
import { parseAvcConfiguration } from '../../isobmff/index.js';
import { codecConfiguration, type SegmentMap, type VideoTrack } from '../../masters/index.js';
import { segmentSamples } from '../plan/segment-samples.js';
import type { VideoRendition } from '../rendition.js';
import { MAX_CHUNK_SECONDS } from './chunk-count.js';
import { isStandardDynamicRange } from './output-colour.js';
import { MAX_RATE_RATIO, peakRate } from './source-bitrate.js';
import { MAX_DELAY_SECONDS } from './video-renditions.js';

/** Baseline, Main and High: 8 bits of 4:2:0, which every H.264 player decodes. */
const PROFILES: ReadonlySet<number> = new Set([66, 77, 100]);
/** Level 5.2: 2160p at 60 frames a second. */
const HIGHEST_LEVEL = 52;

/** `top` with the master's samples in place of encoded ones; undefined if they are not suitable. */
export function videoPassthrough(
  track: VideoTrack,
  map: SegmentMap,
  top: VideoRendition,
): VideoRendition | undefined {
  if (!isPlayableAsItIs(track) || !isSameAs(track, top)) return undefined;
  const content = codecConfiguration(track.sampleDescription, 'avcC');
  const configuration = content && parseAvcConfiguration(content);
  if (!configuration) return undefined;
  const { profile, constraints, level } = configuration;
  if (!PROFILES.has(profile) || level > HIGHEST_LEVEL) return undefined;
  if (!isCutAtRandomAccessPoints(track, map) || !hasCloseKeyframes(track)) return undefined;
  const maxBitrate = peakRate(map, map.videoCount, (segment) => segmentSamples(track, map, segment).bytes);
  const compositionDelay = compositionDelayOf(track, map);
  if (maxBitrate > MAX_RATE_RATIO * top.maxBitrate) return undefined;
  if (compositionDelay > MAX_DELAY_SECONDS * track.timescale) return undefined;
  const codecs = `avc1.${[profile, constraints, level].map(hexadecimal).join('')}`;
  return { ...top, codecs, level, maxBitrate, bufferSize: 0, compositionDelay, passthrough: true };
}

function isPlayableAsItIs(track: VideoTrack): boolean {
  const { pixelAspectRatio, orientation, samples } = track;
  return (
    track.codec === 'h264' &&
    track.pixelFormat === 'yuv420p' &&
    isStandardDynamicRange(track) &&
    !track.interlaced &&
    !track.orderUnknown &&
    pixelAspectRatio.horizontal === pixelAspectRatio.vertical &&
    orientation.rotation === 0 &&
    !orientation.mirrored &&
    samples.descriptions === undefined &&
    // Every sample is presented.
    track.frames.length === samples.count
  );
}

function isSameAs({ width, height }: VideoTrack, top: VideoRendition): boolean {
  return top.width === width && top.height === height && top.keepEvery === 1;
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

function hexadecimal(value: number): string {
  return value.toString(16).padStart(2, '0');
}
