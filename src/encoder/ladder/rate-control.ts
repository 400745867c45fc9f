/** Quality and bitrate cap of a rung: a constant rate factor, capped by a buffer model (VBV). */

import { videoCodecs } from '../codecs/index.js';
import type { VideoCodec } from '../codecs/video-codec.js';
import type { VideoRendition } from '../rendition.js';
import { audioPeak, videoPeak } from './advertised-bitrate.js';
import { LOW_AUDIO } from './audio-bitrates.js';
import { isHighFrameRate } from './frame-rate.js';
import { longerSide, type Size, shorterSide } from './size.js';

type RateControl = Pick<VideoRendition, 'crf' | 'maxBitrate' | 'bufferSize'>;
type CodecAndRate = Pick<VideoRendition, 'codec' | 'frameRate'>;

/**
 * Buffer size as seconds at the cap. A larger buffer raises the bandwidth to advertise; for the cellular rung that is
 * limited, so a smaller buffer leaves it a higher cap.
 */
const BUFFER_SECONDS = { usual: 1, cellular: 0.5 };

/** At twice the frame rate consecutive frames are more alike, so they do not need twice the bits. */
const HIGH_FRAME_RATE_FACTOR = 1.4;

const USUAL_ASPECT = 16 / 9;
const ASPECT_FACTOR = { least: 0.6, most: 1.5 };

/** A variant for cellular networks is at or below this, audio included (Apple's specification, item 9.21). */
const CELLULAR_BITRATE = 192_000;
/** Of the first segments. Each starts with a full buffer, so the shortest have the highest bitrate. */
const SHORTEST_SEGMENT_SECONDS = 1;
const CELLULAR_SHORTER_SIDE = 240;
/** Rate control for a rung of this size, codec and frame rate. */
export function rateControl(size: Size, { codec, frameRate }: CodecAndRate): RateControl {
  const { crf, maxBitrate: usual } = rateAt(videoCodecs[codec].rates, shorterSide(size));
  const wanted = usual * aspectFactor(size) * (isHighFrameRate(frameRate) ? HIGH_FRAME_RATE_FACTOR : 1);
  const isCellular = shorterSide(size) <= CELLULAR_SHORTER_SIDE;
  const allowed = isCellular ? Math.min(wanted, cellularVideoBitrate({ codec, frameRate })) : wanted;
  const maxBitrate = 1000 * Math.floor(allowed / 1000);
  const bufferSeconds = isCellular ? BUFFER_SECONDS.cellular : BUFFER_SECONDS.usual;
  return { crf, maxBitrate, bufferSize: maxBitrate * bufferSeconds };
}

/** One of the rates, or the interpolation of two. */
function rateAt(rates: VideoCodec['rates'], side: number): Pick<RateControl, 'crf' | 'maxBitrate'> {
  const above = rates.findIndex((rate) => rate.shorterSide >= side);
  const upper = rates[above] ?? rates[rates.length - 1] ?? rates[0];
  const lower = rates[above - 1];
  if (lower === undefined) return upper;
  const share = (side - lower.shorterSide) / (upper.shorterSide - lower.shorterSide);
  return {
    crf: Math.round(lower.crf + share * (upper.crf - lower.crf)),
    maxBitrate: lower.maxBitrate + share * (upper.maxBitrate - lower.maxBitrate),
  };
}

/** Number of pixels relative to 16:9 with the same shorter side, within limits. */
function aspectFactor(size: Size): number {
  const factor = longerSide(size) / shorterSide(size) / USUAL_ASPECT;
  return Math.min(ASPECT_FACTOR.most, Math.max(ASPECT_FACTOR.least, factor));
}

/**
 * The highest cap for which video with the lowest audio is advertised within the cellular limit. Every segment starts with a
 * full buffer, and the first ones may be as short as a second. A recording of a fraction of a second is advertised with more:
 * its few frames would be unwatchable otherwise, and are few bytes anyway.
 */
function cellularVideoBitrate(video: CodecAndRate): number {
  const boxes = videoPeak({ ...video, maxBitrate: 0, bufferSize: 0 }, SHORTEST_SEGMENT_SECONDS);
  const left = CELLULAR_BITRATE - audioPeak(LOW_AUDIO, SHORTEST_SEGMENT_SECONDS) - boxes;
  const { initialFullness } = videoCodecs[video.codec];
  return left / (1 + (initialFullness * BUFFER_SECONDS.cellular) / SHORTEST_SEGMENT_SECONDS);
}
