import type { FrameHeader } from './frame-header.js';

/** By SFREQ (ETSI TS 102 114 table 5-5). */
const RATES = [
  0, 8_000, 16_000, 32_000, 0, 0, 11_025, 22_050, 44_100, 0, 0, 12_000, 24_000, 48_000, 0, 0,
] as const;
const CORE = 0x7ffe8001;
const EXTENSION = 0x64582025;
const BLOCK_SAMPLES = 32;
const LEAST_BYTES = 96;

/** DTS (ETSI TS 102 114): core frames, and the extension substreams of DTS-HD, which belong to the core frame before them. */
export function readDtsHeader(bytes: Uint8Array, at: number): FrameHeader | undefined {
  const sync = word(bytes, at);
  if (sync === CORE) return readCore(bytes, at);
  return sync === EXTENSION ? readExtension(bytes, at) : undefined;
}

const word = (bytes: Uint8Array, at: number): number =>
  bytes[at]! * 2 ** 24 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!);

/** 5.3.1: SYNC 32 bits; FTYPE 1; SHORT 5; CPF 1; NBLKS 7, less one; FSIZE 14, less one; AMODE 6; SFREQ 4; … */
function readCore(bytes: Uint8Array, at: number): FrameHeader | undefined {
  const blocks = (((bytes[at + 4]! & 1) << 6) | (bytes[at + 5]! >> 2)) + 1;
  const size = (((bytes[at + 5]! & 3) << 12) | (bytes[at + 6]! << 4) | (bytes[at + 7]! >> 4)) + 1;
  const rate = RATES[(bytes[at + 8]! >> 2) & 0x0f]!;
  if (size < LEAST_BYTES || rate === 0) return undefined;
  return { size, rate, length: blocks * BLOCK_SAMPLES };
}

/**
 * 7.4.1: SYNCEXTSSH 32 bits; UserDefinedBits 8; nExtSSIndex 2; bHeaderSizeType 1; nuExtSSHeaderSize 8 or 12; nuExtSSFsize 16 or 20
 * bits, less one
 */
function readExtension(bytes: Uint8Array, at: number): FrameHeader {
  const isLong = (bytes[at + 5]! & 0x20) !== 0;
  const [b6, b7, b8, b9] = [bytes[at + 6]!, bytes[at + 7]!, bytes[at + 8]!, bytes[at + 9]!];
  // From bit 55 on, or from bit 51.
  const size = isLong
    ? (((b6 & 1) << 19) | (b7 << 11) | (b8 << 3) | (b9 >> 5)) + 1
    : (((b6 & 0x1f) << 11) | (b7 << 3) | (b8 >> 5)) + 1;
  return { size: Math.max(size, 16), length: 0, rate: 0, isPart: true };
}
