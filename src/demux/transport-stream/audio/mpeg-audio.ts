import type { FrameHeader } from './frame-header.js';

/** In kbit/s by bitrate_index, of MPEG-1 layers I to III, and of MPEG-2 layers I, then II and III. */
const BITRATES = {
  one: [
    [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  ],
  two: [
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  ],
} as const;
const RATES = [44_100, 48_000, 32_000] as const;

/**
 * ISO/IEC 11172-3 2.4.1.3 and 13818-3 2.4.1.3: the header of an MPEG audio frame
 *
 *     syncword              11 bits  0x7ff
 *     version               2 bits   3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
 *     layer                 2 bits   3: I, 2: II, 1: III
 *     protection_bit        1 bit
 *     bitrate_index         4 bits
 *     sampling_frequency    2 bits
 *     padding_bit           1 bit
 *     …
 */
export function readMpegAudioHeader(bytes: Uint8Array, at: number): FrameHeader | undefined {
  const [second, third] = [bytes[at + 1]!, bytes[at + 2]!];
  if (bytes[at] !== 0xff || (second & 0xe0) !== 0xe0) return undefined;
  const version = (second >> 3) & 3;
  const layer = 4 - ((second >> 1) & 3);
  const baseRate = RATES[(third >> 2) & 3];
  if (version === 1 || layer === 4 || baseRate === undefined) return undefined;
  const isFirst = version === 3;
  const bitrate = BITRATES[isFirst ? 'one' : 'two'][layer - 1]![third >> 4];
  // A free format has no size.
  if (!bitrate) return undefined;
  const rate = isFirst ? baseRate : version === 2 ? baseRate / 2 : baseRate / 4;
  const length = layer === 1 ? 384 : layer === 3 && !isFirst ? 576 : 1152;
  const slot = layer === 1 ? 4 : 1;
  const padding = (third >> 1) & 1;
  const slots = Math.floor((length * bitrate * 1000) / (8 * slot * rate)) + padding;
  return { size: slots * slot, rate, length };
}
