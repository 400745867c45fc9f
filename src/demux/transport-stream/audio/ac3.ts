import type { FrameHeader } from './frame-header.js';

const RATES = [48_000, 44_100, 32_000] as const;
/** In kbit/s by half of frmsizecod (ETSI TS 102 366 table 4.13). */
const BITRATES = [
  32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640,
] as const;
const BLOCK_SAMPLES = 256;
const BLOCKS = 6;
/** By numblkscod. */
const ENHANCED_BLOCKS = [1, 2, 3, 6] as const;
/** The highest bsid of AC-3; E-AC-3 has those from 11 to 16. */
const LAST_AC3 = 10;
const LAST_EAC3 = 16;

/** AC-3 and E-AC-3 (ETSI TS 102 366 4.3 and E.1.2), which one stream may have both: `bsid` says which. */
export function readAc3Header(bytes: Uint8Array, at: number): FrameHeader | undefined {
  if (bytes[at] !== 0x0b || bytes[at + 1] !== 0x77) return undefined;
  const bsid = bytes[at + 5]! >> 3;
  if (bsid <= LAST_AC3) return readPlain(bytes, at, bsid);
  return bsid <= LAST_EAC3 ? readEnhanced(bytes, at) : undefined;
}

/** syncword, crc1: u16; fscod: 2 bits; frmsizecod: 6 bits; bsid: 5 bits; … */
function readPlain(bytes: Uint8Array, at: number, bsid: number): FrameHeader | undefined {
  const rate = RATES[bytes[at + 4]! >> 6];
  const sizeCode = bytes[at + 4]! & 0x3f;
  const bitrate = BITRATES[sizeCode >> 1];
  if (rate === undefined || bitrate === undefined) return undefined;
  // In words of 16 bits, of which 44.1 kHz needs one more in every other frame.
  const words = Math.floor((bitrate * 1000 * BLOCKS * BLOCK_SAMPLES) / rate / 16);
  const size = 2 * (rate === 44_100 ? words + (sizeCode & 1) : words);
  // Versions 9 and 10 are of half and a quarter of the rate.
  return { size, rate: rate >> Math.max(0, bsid - 8), length: BLOCKS * BLOCK_SAMPLES };
}

/** syncword: u16; strmtyp: 2 bits; substreamid: 3 bits; frmsiz: 11 bits; fscod: 2 bits; numblkscod or fscod2: 2 bits; … */
function readEnhanced(bytes: Uint8Array, at: number): FrameHeader | undefined {
  const type = bytes[at + 2]! >> 6;
  const substream = (bytes[at + 2]! >> 3) & 7;
  const size = 2 * ((((bytes[at + 2]! & 7) << 8) | bytes[at + 3]!) + 1);
  const rateCode = bytes[at + 4]! >> 6;
  const code = (bytes[at + 4]! >> 4) & 3;
  const isReduced = rateCode === 3;
  const fullRate = RATES[isReduced ? code : rateCode];
  if (type === 3 || fullRate === undefined) return undefined;
  const blocks = isReduced ? BLOCKS : ENHANCED_BLOCKS[code]!;
  return {
    size,
    rate: isReduced ? fullRate / 2 : fullRate,
    length: blocks * BLOCK_SAMPLES,
    // Dependent substreams and further programmes play together with the frame before them.
    isPart: type === 1 || substream > 0,
  };
}
