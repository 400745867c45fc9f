/** How good and how large the pictures of a rung may be: a constant rate factor, capped by a buffer model. */

import { audioPeak, INITIAL_FULLNESS, videoPeak } from './advertised-bitrate.js';
import { LOW_AUDIO } from './audio-bitrates.js';
import { type FrameRate, isHighFrameRate } from './frame-rate.js';
import { longerSide, type Size, shorterSide } from './size.js';

/** Bit/s and bits. */
export interface RateControl {
  readonly crf: number;
  readonly maxBitrate: number;
  readonly bufferSize: number;
}

/**
 * For 16:9 at up to 30 frames a second. The caps of 360 to 1080 lines are the bit rates that Apple's HLS authoring
 * specification recommends for H.264 at 640x360, 768x432, 1280x720 and 1920x1080 (the lower where it lists two, but
 * the higher of 768x432 for our 480 lines). That list ends there: 1440 and 2160 lines have its HEVC numbers, 8.1 and
 * 11.6 Mbit/s, times the 4/3 by which the two lists differ at 1080. 240 lines have what lets them and their sound stay
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
 * How long the cap fills the buffer. The larger, the further a segment can exceed what is declared; the cellular rung,
 * whose declaration has a limit, spends its bits on pictures rather than on that.
 */
const BUFFER_SECONDS = { usual: 1, cellular: 0.5 };

/** Twice the frames are more alike, so they do not need twice the bits. */
const HIGH_FRAME_RATE_FACTOR = 1.4;

const USUAL_ASPECT = 16 / 9;
const ASPECT_FACTOR = { least: 0.6, most: 1.5 };

/** A variant at or under this, with its sound, for cellular networks (Apple's specification, item 9.21). */
const CELLULAR_BITRATE = 192_000;
/** Of the first segments; every segment may have a little more than its share, so short ones have most. */
const SHORTEST_SEGMENT_SECONDS = 1;
const CELLULAR_SHORTER_SIDE = 240;
/** Below this there is no picture; only recordings of a fraction of a second would come to it. */
const LEAST_BITRATE = 16_000;

/** What to encode a rung of this size and frame rate with. `seconds` is how long all of it lasts. */
export function rateControl(size: Size, frameRate: FrameRate, seconds: number): RateControl {
  const { crf, maxBitrate: usual } = tableAt(shorterSide(size));
  const wanted = usual * aspectFactor(size) * (isHighFrameRate(frameRate) ? HIGH_FRAME_RATE_FACTOR : 1);
  const isCellular = shorterSide(size) <= CELLULAR_SHORTER_SIDE;
  const allowed = isCellular ? Math.min(wanted, cellularVideoBitrate(frameRate, seconds)) : wanted;
  const maxBitrate = Math.max(LEAST_BITRATE, 1000 * Math.floor(allowed / 1000));
  const bufferSeconds = isCellular ? BUFFER_SECONDS.cellular : BUFFER_SECONDS.usual;
  return { crf, maxBitrate, bufferSize: maxBitrate * bufferSeconds };
}

/** A row of the table, or what lies between two. */
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

/** Pixels as compared with 16:9 of the same shorter side. */
function aspectFactor(size: Size): number {
  const factor = longerSide(size) / shorterSide(size) / USUAL_ASPECT;
  return Math.min(ASPECT_FACTOR.most, Math.max(ASPECT_FACTOR.least, factor));
}

/**
 * The largest cap with which pictures and the lowest sound are declared within the cellular limit. Every segment starts
 * with a full buffer, and the first ones may be as short as a second.
 */
function cellularVideoBitrate(frameRate: FrameRate, seconds: number): number {
  const segment = Math.min(SHORTEST_SEGMENT_SECONDS, seconds);
  const boxes = videoPeak({ maxBitrate: 0, bufferSize: 0, frameRate }, SHORTEST_SEGMENT_SECONDS);
  const left = CELLULAR_BITRATE - audioPeak(LOW_AUDIO, segment) - boxes;
  return left / (1 + (INITIAL_FULLNESS * BUFFER_SECONDS.cellular) / segment);
}
