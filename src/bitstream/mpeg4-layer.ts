/** Planes that are not coded, by the video object layer that they are of (ISO/IEC 14496-2 6.2.3 and 6.2.5). */
import { BitReader } from './bit-reader.js';
import { startCodes } from './start-codes.js';

/** `video_object_layer_start_code`, and that of a plane (table 6-3). */
const [FIRST_LAYER, LAST_LAYER, PLANE] = [0x20, 0x2f, 0xb6];
const EXTENDED_ASPECT = 15;
const BUFFER_PARAMETER_BITS = 79;
const GRAYSCALE = 3;
/** More seconds than that between two frames are damage. */
const MAX_SECONDS = 64;

/** Returns the bits of `vop_time_increment` by the first layer that begins in the bytes; undefined if none does. */
export function timeIncrementBits(bytes: Uint8Array): number | undefined {
  for (const { code, content } of startCodes(bytes)) {
    if (code < FIRST_LAYER || code > LAST_LAYER) continue;
    const reader = new BitReader(bytes.subarray(content));
    reader.skip(9);
    let version = 1;
    if (reader.flag()) {
      version = reader.bits(4);
      reader.skip(3);
    }
    if (reader.bits(4) === EXTENDED_ASPECT) reader.skip(16);
    if (reader.flag()) {
      reader.skip(3);
      if (reader.flag()) reader.skip(BUFFER_PARAMETER_BITS);
    }
    if (reader.bits(2) === GRAYSCALE && version !== 1) reader.skip(4);
    reader.skip(1);
    const resolution = reader.bits(16);
    return reader.isExhausted || resolution === 0 ? undefined : Math.max(1, Math.ceil(Math.log2(resolution)));
  }
  return undefined;
}

/** Whether the first plane in the bytes is not coded (`vop_coded` 0): it says that the frame before stands longer. */
export function isUncodedPlane(bytes: Uint8Array, incrementBits: number): boolean {
  for (const { code, content } of startCodes(bytes)) {
    if (code !== PLANE) continue;
    const reader = new BitReader(bytes.subarray(content));
    reader.skip(2);
    for (let seconds = 0; seconds < MAX_SECONDS && reader.flag(); seconds++);
    reader.skip(incrementBits + 2);
    const isCoded = reader.flag();
    return !isCoded && !reader.isExhausted;
  }
  return false;
}
