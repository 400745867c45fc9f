/** The H.264 level a stream needs (ITU-T H.264 A.3 and Table A-1). */
import type { StreamDemands } from './video-codec.js';

interface LevelLimits {
  /** Level times ten, as in `level_idc`. */
  readonly level: number;
  /** Macroblocks per second (MaxMBPS). */
  readonly rate: number;
  /** Macroblocks in a frame (MaxFS). */
  readonly frame: number;
  /** Macroblocks in the decoded picture buffer (MaxDpbMbs). */
  readonly buffer: number;
  /** Bit rate and coded picture buffer (MaxBR, MaxCPB), in units that depend on the profile. */
  readonly bitrate: number;
  readonly codedBuffer: number;
}

/** Table A-1 without level 1b, which High profile signals differently. */
const LEVELS: readonly LevelLimits[] = [
  [10, 1_485, 99, 396, 64, 175],
  [11, 3_000, 396, 900, 192, 500],
  [12, 6_000, 396, 2_376, 384, 1_000],
  [13, 11_880, 396, 2_376, 768, 2_000],
  [20, 11_880, 396, 2_376, 2_000, 2_000],
  [21, 19_800, 792, 4_752, 4_000, 4_000],
  [22, 20_250, 1_620, 8_100, 4_000, 4_000],
  [30, 40_500, 1_620, 8_100, 10_000, 10_000],
  [31, 108_000, 3_600, 18_000, 14_000, 14_000],
  [32, 216_000, 5_120, 20_480, 20_000, 20_000],
  [40, 245_760, 8_192, 32_768, 20_000, 25_000],
  [41, 245_760, 8_192, 32_768, 50_000, 62_500],
  [42, 522_240, 8_704, 34_816, 50_000, 62_500],
  [50, 589_824, 22_080, 110_400, 135_000, 135_000],
  [51, 983_040, 36_864, 184_320, 240_000, 240_000],
  [52, 2_073_600, 36_864, 184_320, 240_000, 240_000],
  [60, 4_177_920, 139_264, 696_320, 240_000, 240_000],
  [61, 8_355_840, 139_264, 696_320, 480_000, 480_000],
  [62, 16_711_680, 139_264, 696_320, 800_000, 800_000],
].map(([level = 0, rate = 0, frame = 0, buffer = 0, bitrate = 0, codedBuffer = 0]) => ({
  level,
  rate,
  frame,
  buffer,
  bitrate,
  codedBuffer,
}));

const HIGHEST_LEVEL = 62;

/** Bits per unit of MaxBR and MaxCPB in High profile (cpbBrVclFactor, Table A-2). */
const HIGH_PROFILE_FACTOR = 1250;

/** Three reference frames. Non-reference B-frames need no more. */
const BUFFERED_FRAMES = 3;

const MACROBLOCK = 16;

/** The lowest level of High profile, times ten, whose limits the stream meets; the highest level if it meets none. */
export function h264Level(demands: StreamDemands): number {
  return LEVELS.find((limits) => isEnough(limits, demands))?.level ?? HIGHEST_LEVEL;
}

function isEnough(limits: LevelLimits, demands: StreamDemands): boolean {
  const { width, height, frameRate, maxBitrate, bufferSize } = demands;
  const columns = Math.ceil(width / MACROBLOCK);
  const rows = Math.ceil(height / MACROBLOCK);
  const frame = columns * rows;
  return (
    frame <= limits.frame &&
    Math.max(columns, rows) ** 2 <= 8 * limits.frame &&
    frame * frameRate.numerator <= limits.rate * frameRate.denominator &&
    frame * BUFFERED_FRAMES <= limits.buffer &&
    maxBitrate <= limits.bitrate * HIGH_PROFILE_FACTOR &&
    bufferSize <= limits.codedBuffer * HIGH_PROFILE_FACTOR
  );
}
