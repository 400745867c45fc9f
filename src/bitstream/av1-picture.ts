/** Temporal units of AV1 (AV1 Bitstream & Decoding Process Specification 5). */
import { BitReader } from './bit-reader.js';
import { type CodedPicture, keyOrNot } from './coded-picture.js';

/** `obu_type` (6.2.2). */
const OBU = { frameHeader: 3, frame: 6 } as const;
const KEY_FRAME = 0;
/** `leb128()` (4.10.5). */
const MAX_SIZE_BYTES = 8;
const MAX_UNITS = 64;

/**
 * Reads the first frame of a temporal unit; random access begins with a key frame that is shown (7.6.2).
 * @returns undefined if no frame begins in the bytes.
 */
export function readAv1Picture(head: Uint8Array): CodedPicture | undefined {
  let at = 0;
  for (let unit = 0; unit < MAX_UNITS && at < head.byteLength; unit++) {
    const header = head[at]!;
    const type = (header >> 3) & 0x0f;
    const hasExtension = (header & 0x04) !== 0;
    const hasSize = (header & 0x02) !== 0;
    const start = at + (hasExtension ? 2 : 1);
    const size = hasSize ? leb128(head, start) : { value: head.byteLength - start, end: start };
    if (type === OBU.frameHeader || type === OBU.frame) return frameOf(head.subarray(size.end, size.end + 1));
    at = size.end + size.value;
  }
  return undefined;
}

/** The first fields of `uncompressed_header()` (5.9.2), which a still picture's reduced header does not have. */
function frameOf(bytes: Uint8Array): CodedPicture | undefined {
  const reader = new BitReader(bytes);
  const showsExisting = reader.flag();
  const type = reader.bits(2);
  const isShown = reader.flag();
  if (reader.isExhausted) return undefined;
  return keyOrNot(!showsExisting && type === KEY_FRAME && isShown);
}

function leb128(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  for (let i = 0; i < MAX_SIZE_BYTES; i++) {
    const byte = bytes[start + i] ?? 0;
    value += (byte & 0x7f) * 128 ** i;
    if (byte < 0x80) return { value, end: start + i + 1 };
  }
  return { value, end: start + MAX_SIZE_BYTES };
}
