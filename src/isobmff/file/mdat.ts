import { ascii, concat, u32, u64 } from '../boxes/write-box.js';

const LARGEST_SHORT_SIZE = 2 ** 32 - 1;
const SHORT_HEADER_SIZE = 8;
const LARGE_HEADER_SIZE = 16;
const SIZE_IS_LARGE = 1;

/**
 * ISO/IEC 14496-12 8.1.1 Media data box: only its header (4.2), for `dataSize` bytes that follow it. A box that is
 * larger than 32 bits can express has size 1, and its real size follows the type in 64 bits.
 */
export function mdatHeader(dataSize: number): Uint8Array {
  const size = dataSize + SHORT_HEADER_SIZE;
  if (size <= LARGEST_SHORT_SIZE) return concat([u32(size), ascii('mdat')]);
  return concat([u32(SIZE_IS_LARGE), ascii('mdat'), u64(dataSize + LARGE_HEADER_SIZE)]);
}
