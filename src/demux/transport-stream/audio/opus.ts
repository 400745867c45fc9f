import { opusLength } from '../../matroska/frames/lengths/opus.js';
import { type FrameHeader, HEADER_BYTES } from './frame-header.js';

const RATE = 48_000;
const [START_TRIM, END_TRIM, EXTENSION] = [0x10, 0x08, 0x04];

/**
 * Opus in transport streams (ETSI TS 103 491 annex B of the registered format `Opus`): before each packet
 *
 *     control_header_prefix   11 bits  0x3ff
 *     start_trim_flag, end_trim_flag, control_extension_flag, 2 bits reserved
 *     au_size                 bytes of 255, then one below, all added up
 *     start_trim, end_trim    u16 each, if their flags say so
 *     extension               u8 length, then so many bytes, if its flag says so
 */
export function readOpusHeader(bytes: Uint8Array, at: number): FrameHeader | undefined {
  if (bytes[at] !== 0x7f || (bytes[at + 1]! & 0xe0) !== 0xe0) return undefined;
  const flags = bytes[at + 1]!;
  const limit = at + HEADER_BYTES;
  let next = at + 2;
  let size = 0;
  while (next < limit && bytes[next] === 0xff) {
    size += 0xff;
    next++;
  }
  size += bytes[next++] ?? 0;
  if ((flags & START_TRIM) !== 0) next += 2;
  if ((flags & END_TRIM) !== 0) next += 2;
  if ((flags & EXTENSION) !== 0) next += 1 + (bytes[next] ?? 0);
  if (size === 0 || next + 2 > limit) return undefined;
  return { size: next - at + size, rate: RATE, length: opusLength(bytes.subarray(next, limit)) };
}
