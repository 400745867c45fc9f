/**
 * The bandwidth manifests advertise for a rendition before any segment is produced: an upper bound of its segments'
 * bitrates.
 *
 * Every chunk of a segment is a separate encode and starts with a filled buffer model, so the bitrate over several whole
 * segments never exceeds the bound for one.
 */
import type { AudioRendition, VideoRendition } from '../rendition.js';
import { chunkCount } from './chunk-count.js';
import { type FrameRate, framesPerSecond } from './frame-rate.js';

/** x264's `vbv-init`: the buffer model's fullness before the first frame, which a chunk may spend beyond the cap. */
export const INITIAL_FULLNESS = 0.9;

/**
 * How far ffmpeg's AAC encoder can exceed its target bitrate. Music and steady noise stay within 10% over two seconds;
 * intermittent noise reached 39% at 48 kbit/s. Shorter stretches exceed it more, up to twice the bitrate over 0.3 s.
 */
const AAC_OVERSHOOT = 1.4;
const AAC_RESERVE_SECONDS = 0.2;
const AAC_FRAME_SAMPLES = 1024;

/** A `trun` entry with all its fields (ISO/IEC 14496-12 8.8.8). */
const BYTES_PER_SAMPLE = 16;
/** All other boxes of a segment: `styp`, `sidx`, `moof` and its children, the header of `mdat`. */
const BYTES_PER_SEGMENT = 200;

/** Upper bound of the bitrate of a segment of this length, in bit/s including the container. */
export function peakBitrate(rendition: VideoRendition | AudioRendition, seconds: number): number {
  return rendition.kind === 'video' ? videoPeak(rendition, seconds) : audioPeak(rendition, seconds);
}

/** Upper bound of the average bitrate over all segments, in bit/s including the container, from their average length. */
export function averageBitrate(
  rendition: VideoRendition | AudioRendition,
  averageSegmentSeconds: number,
): number {
  return peakBitrate(rendition, averageSegmentSeconds);
}

/** `peakBitrate` of video, from the values it depends on. */
export function videoPeak(
  video: { readonly maxBitrate: number; readonly bufferSize: number; readonly frameRate: FrameRate },
  seconds: number,
): number {
  const beyondCap = (INITIAL_FULLNESS * video.bufferSize * chunkCount(seconds)) / seconds;
  return Math.ceil(video.maxBitrate + beyondCap + overhead(framesPerSecond(video.frameRate), seconds));
}

/** `peakBitrate` of audio, from the values it depends on. */
export function audioPeak(
  audio: { readonly bitrate: number; readonly sampleRate: number },
  seconds: number,
): number {
  const framesASecond = audio.sampleRate / AAC_FRAME_SAMPLES;
  return Math.ceil(
    audio.bitrate * (AAC_OVERSHOOT + AAC_RESERVE_SECONDS / seconds) + overhead(framesASecond, seconds),
  );
}

/** Upper bound, in bytes, of a segment's size beyond the data of its samples. */
export function segmentOverhead(samples: number): number {
  return BYTES_PER_SAMPLE * samples + BYTES_PER_SEGMENT;
}

/** In bit/s. Allows for one more sample than fits, because segments are cut at whole samples. */
function overhead(samplesASecond: number, seconds: number): number {
  return 8 * (BYTES_PER_SAMPLE * (samplesASecond + 1 / seconds) + BYTES_PER_SEGMENT / seconds);
}
