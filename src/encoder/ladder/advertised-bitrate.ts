/**
 * The bandwidth manifests advertise for a rendition before any segment is produced: an upper bound of its segments'
 * bitrates.
 *
 * Every chunk of a segment is a separate encode and starts with a filled buffer model, so the bitrate over several whole
 * segments never exceeds the bound for one.
 */

import { captionBits } from '../captions/caption-limits.js';
import { audioCodecs, videoCodecs } from '../codecs/index.js';
import type { AudioRendition, MediaRendition, VideoRendition } from '../rendition.js';
import { chunkCount } from './chunk-count.js';
import { framesPerSecond } from './frame-rate.js';

/** A `trun` entry with all its fields (ISO/IEC 14496-12 8.8.8). */
const BYTES_PER_SAMPLE = 16;
/** All other boxes of a segment: `styp`, `sidx`, `moof` and its children, the header of `mdat`. */
const BYTES_PER_SEGMENT = 200;

/** Upper bound of the bitrate of a segment of this length, in bit/s including the container. */
export function peakBitrate(rendition: MediaRendition, seconds: number): number {
  return rendition.kind === 'video' ? videoPeak(rendition, seconds) : audioPeak(rendition, seconds);
}

/** Upper bound in bits of what one more chunk adds to a segment: it begins with a filled buffer model. */
export function chunkBits(rendition: MediaRendition): number {
  if (rendition.kind === 'audio') return 0;
  return videoCodecs[rendition.codec].initialFullness * rendition.bufferSize;
}

/** Upper bound of the average bitrate over all segments, in bit/s including the container, from their average length. */
export function averageBitrate(rendition: MediaRendition, averageSegmentSeconds: number): number {
  return peakBitrate(rendition, averageSegmentSeconds);
}

/** `peakBitrate` of video, from the values it depends on. */
export function videoPeak(
  video: Pick<VideoRendition, 'codec' | 'maxBitrate' | 'bufferSize' | 'frameRate' | 'captions'>,
  seconds: number,
): number {
  const { initialFullness } = videoCodecs[video.codec];
  const beyondCap = (initialFullness * video.bufferSize * chunkCount(seconds)) / seconds;
  const rate = framesPerSecond(video.frameRate);
  const captions = video.captions ? captionBits(rate, seconds) / seconds : 0;
  return Math.ceil(video.maxBitrate + beyondCap + overhead(rate, seconds) + captions);
}

/** `peakBitrate` of audio, from the values it depends on. */
export function audioPeak(
  audio: Pick<AudioRendition, 'codec' | 'bitrate' | 'sampleRate'>,
  seconds: number,
): number {
  const { frameSamples, overshoot } = audioCodecs[audio.codec];
  const beyondTarget = overshoot.factor + overshoot.reserveSeconds / seconds;
  return Math.ceil(audio.bitrate * beyondTarget + overhead(audio.sampleRate / frameSamples, seconds));
}

/** Upper bound, in bytes, of a segment's size beyond the data of its samples. */
export function segmentOverhead(samples: number): number {
  return BYTES_PER_SAMPLE * samples + BYTES_PER_SEGMENT;
}

/** In bit/s. Allows for one more sample than fits, because segments are cut at whole samples. */
function overhead(samplesASecond: number, seconds: number): number {
  return 8 * (BYTES_PER_SAMPLE * (samplesASecond + 1 / seconds) + BYTES_PER_SEGMENT / seconds);
}
