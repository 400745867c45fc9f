/** Quality and bitrate cap of a rung: a constant rate factor, capped by a buffer model (VBV). */

import { audioPeak, INITIAL_FULLNESS, videoPeak } from './advertised-bitrate.js';
import { LOW_AUDIO } from './audio-bitrates.js';
import { type FrameRate, isHighFrameRate } from './frame-rate.js';
import { longerSide, type Size, shorterSide } from './size.js';

/** `maxBitrate` in bit/s, `bufferSize` in bits. */
export interface RateControl {
  readonly crf: number;
  readonly maxBitrate: number;
  readonly bufferSize: number;
}

/**
 * For 16:9 at up to 30 frames a second. The caps for 360 to 1080 lines are the bitrates that Apple's HLS authoring
 * specification recommends for H.264 at 640x360, 768x432, 1280x720 and 1920x1080 (the lower where it lists two, but the
 * higher of 768x432 for our 480 lines). That list ends there: the caps for 1440 and 2160 lines are its HEVC bitrates, 8.1
 * and 11.6 Mbit/s, times 4/3, the ratio of the two lists at 1080. The cap for 240 lines keeps video and audio together
 * within 192 kbit/s.
 */
const TABLE = [
  { shorterSide: 240, crf: 23, maxBitrate: 70_000 },
  { shorterSide: 360, crf: 23, maxBitrate: 365_000 },
  { shorterSide: 480, crf: 23, maxBitrate: 1_100_000 },
  { shorterSide: 720, crf: 23, maxBitrate: 3_000_000 },
  { shorterSide: 1080, crf: 23, maxBitrate: 6_000_000 },
  { shorterSide: 1440, crf: 23, maxBitrate: 10_800_000 },
  { shorterSide: 2160, crf: 23, maxBitrate: 15_500_000 },
] as const;

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
/** Below this video is unwatchable; only recordings of a fraction of a second would get less. */
const MIN_BITRATE = 16_000;

/** Rate control for a rung of this size and frame rate. `seconds` is the duration of the whole track. */
export function rateControl(size: Size, frameRate: FrameRate, seconds: number): RateControl {
  const { crf, maxBitrate: usual } = tableAt(shorterSide(size));
  const wanted = usual * aspectFactor(size) * (isHighFrameRate(frameRate) ? HIGH_FRAME_RATE_FACTOR : 1);
  const isCellular = shorterSide(size) <= CELLULAR_SHORTER_SIDE;
  const allowed = isCellular ? Math.min(wanted, cellularVideoBitrate(frameRate, seconds)) : wanted;
  const maxBitrate = Math.max(MIN_BITRATE, 1000 * Math.floor(allowed / 1000));
  const bufferSeconds = isCellular ? BUFFER_SECONDS.cellular : BUFFER_SECONDS.usual;
  return { crf, maxBitrate, bufferSize: maxBitrate * bufferSeconds };
}

/** A row of the table, or the interpolation of two. */
function tableAt(side: number): { crf: number; maxBitrate: number } {
  const above = TABLE.findIndex((row) => row.shorterSide >= side);
  const upper = TABLE[above] ?? TABLE[TABLE.length - 1] ?? TABLE[0];
  const lower = TABLE[above - 1];
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
 * full buffer, and the first ones may be as short as a second.
 */
function cellularVideoBitrate(frameRate: FrameRate, seconds: number): number {
  const segment = Math.min(SHORTEST_SEGMENT_SECONDS, seconds);
  const boxes = videoPeak({ maxBitrate: 0, bufferSize: 0, frameRate }, SHORTEST_SEGMENT_SECONDS);
  const left = CELLULAR_BITRATE - audioPeak(LOW_AUDIO, segment) - boxes;
  return left / (1 + (INITIAL_FULLNESS * BUFFER_SECONDS.cellular) / segment);
}
