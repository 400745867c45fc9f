/** Picture headers of H.263 (ITU-T H.263 5.1) and of Sorenson's variant of it, as in Flash. */
import { BitReader } from './bit-reader.js';
import { type CodedPicture, keyOrNot } from './coded-picture.js';

/** `picture_start_code` in 22 bits; Sorenson's in 17, before its version in 5. */
const START_CODE = 0x20;
const START_CODE_BITS = 22;
const SORENSON_START_CODE = 1;
const SORENSON_START_CODE_BITS = 17;
const TEMPORAL_REFERENCE_BITS = 8;
const EXTENDED_FORMAT = 7;
const HEADER_BYTES = 16;

/** @returns undefined if the bytes do not begin with a picture header. */
export function readH263Picture(head: Uint8Array): CodedPicture | undefined {
  const reader = new BitReader(head.subarray(0, HEADER_BYTES));
  if (reader.bits(START_CODE_BITS) !== START_CODE) return undefined;
  // PTYPE (5.1.3): 1, 0, split screen, document camera, freeze picture release.
  reader.skip(TEMPORAL_REFERENCE_BITS + 5);
  const isInter = reader.bits(3) === EXTENDED_FORMAT ? extendedType(reader) : reader.flag();
  return reader.isExhausted ? undefined : keyOrNot(!isInter);
}

/** PLUSPTYPE (5.1.4): its optional part, then the type of the picture in 3 bits. */
function extendedType(reader: BitReader): boolean {
  const hasOptionalPart = reader.bits(3) === 1;
  if (hasOptionalPart) reader.skip(18);
  return reader.bits(3) !== 0;
}

/** Bits of the width and height that follow the size codes 0 and 1. */
const SORENSON_SIZE_BITS = [16, 32];

/** @returns undefined if the bytes do not begin with a picture header. */
export function readSorensonPicture(head: Uint8Array): CodedPicture | undefined {
  const reader = new BitReader(head.subarray(0, HEADER_BYTES));
  if (reader.bits(SORENSON_START_CODE_BITS) !== SORENSON_START_CODE) return undefined;
  reader.skip(5 + TEMPORAL_REFERENCE_BITS);
  reader.skip(SORENSON_SIZE_BITS[reader.bits(3)] ?? 0);
  const type = reader.bits(2);
  return reader.isExhausted ? undefined : keyOrNot(type === 0);
}
