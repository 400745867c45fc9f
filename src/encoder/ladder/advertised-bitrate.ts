/**
 * What manifests declare of a rendition before anything of it was made: what its segments cannot exceed.
 *
 * Every part of a segment is an encode of its own and starts with its buffer model filled, so over any number of whole
 * segments a rendition reaches no more than over one.
 */
import type { AudioRendition, VideoRendition } from '../rendition.js';
import { chunkCount } from './chunk-count.js';
import { type FrameRate, framesPerSecond } from './frame-rate.js';

/** How full x264's buffer model is before the first frame (its `vbv-init`): what a part may have beyond the cap. */
export const INITIAL_FULLNESS = 0.9;

/**
 * How much more than asked ffmpeg's AAC encoder can produce. Music and steady noise stay within 10% over two seconds;
 * noise that comes and goes reached 39% at 48 kbit/s. Shorter stretches can take more, up to twice the rate over 0.3 s.
 */
const AAC_OVERSHOOT = 1.4;
const AAC_RESERVE_SECONDS = 0.2;
const AAC_FRAME_SAMPLES = 1024;

/** A `trun` entry with all its fields (ISO/IEC 14496-12 8.8.8). */
const BYTES_PER_SAMPLE = 16;
/** Every other box of a segment: `styp`, `sidx`, `moof` and what it holds, the header of `mdat`. */
const BYTES_PER_SEGMENT = 200;

/** The largest bit rate that a segment of the given length can have, in bit/s with the container's overhead. */
export function peakBitrate(rendition: VideoRendition | AudioRendition, seconds: number): number {
  return rendition.kind === 'video' ? videoPeak(rendition, seconds) : audioPeak(rendition, seconds);
}

/** The largest average over all segments, in bit/s with the container's overhead, from their average length. */
export function averageBitrate(
  rendition: VideoRendition | AudioRendition,
  averageSegmentSeconds: number,
): number {
  return peakBitrate(rendition, averageSegmentSeconds);
}

/** `peakBitrate` from no more than what it depends on. */
export function videoPeak(
  video: { readonly maxBitrate: number; readonly bufferSize: number; readonly frameRate: FrameRate },
  seconds: number,
): number {
  const beyondCap = (INITIAL_FULLNESS * video.bufferSize * chunkCount(seconds)) / seconds;
  return Math.ceil(video.maxBitrate + beyondCap + overhead(framesPerSecond(video.frameRate), seconds));
}

export function audioPeak(
  audio: { readonly bitrate: number; readonly sampleRate: number },
  seconds: number,
): number {
  const framesASecond = audio.sampleRate / AAC_FRAME_SAMPLES;
  return Math.ceil(
    audio.bitrate * (AAC_OVERSHOOT + AAC_RESERVE_SECONDS / seconds) + overhead(framesASecond, seconds),
  );
}

/** What a segment of so many samples has in bytes beside their data, at most. */
export function segmentOverhead(samples: number): number {
  return BYTES_PER_SAMPLE * samples + BYTES_PER_SEGMENT;
}

/** Bit/s. One sample more than fits, because segments are cut in whole samples. */
function overhead(samplesASecond: number, seconds: number): number {
  return 8 * (BYTES_PER_SAMPLE * (samplesASecond + 1 / seconds) + BYTES_PER_SEGMENT / seconds);
}
