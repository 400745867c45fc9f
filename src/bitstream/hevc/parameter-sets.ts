/** What picture order depends on, in the parameter sets of HEVC (ITU-T H.265 7.3.2.2 and 7.3.2.3). */
import { BitReader } from '../bit-reader.js';
import { unescaped } from '../nal-stream.js';

export interface SequenceParameters {
  readonly id: number;
  /** Of `slice_pic_order_cnt_lsb`. */
  readonly orderBits: number;
  readonly hasColourPlanes: boolean;
}

export interface PictureParameters {
  readonly id: number;
  readonly sequence: number;
  readonly hasOutputFlag: boolean;
  readonly extraSliceBits: number;
}

const HEADER_BYTES = 2;
/** `profile_tier_level` up to its sub-layers, and of each sub-layer its profile and its level. */
const [PROFILE_BITS, SUB_PROFILE_BITS, SUB_LEVEL_BITS] = [96, 88, 8];

/** @param unit a whole NAL unit. @returns undefined if it is cut short. */
export function readSequenceParameters(unit: Uint8Array): SequenceParameters | undefined {
  const reader = new BitReader(unescaped(unit.subarray(HEADER_BYTES)));
  reader.skip(4);
  const subLayers = reader.bits(3);
  reader.skip(1);
  skipProfiles(reader, subLayers);
  const id = reader.unsigned();
  const hasColourPlanes = reader.unsigned() === 3 && reader.flag();
  // Width, height, conformance window, bit depths.
  reader.unsigned();
  reader.unsigned();
  if (reader.flag()) for (let side = 0; side < 4; side++) reader.unsigned();
  reader.unsigned();
  reader.unsigned();
  const orderBits = reader.unsigned() + 4;
  return reader.isExhausted || orderBits > 16 ? undefined : { id, orderBits, hasColourPlanes };
}

/** @param unit a NAL unit, or its beginning. */
export function readPictureParameters(unit: Uint8Array): PictureParameters | undefined {
  const reader = new BitReader(unescaped(unit.subarray(HEADER_BYTES)));
  const [id, sequence] = [reader.unsigned(), reader.unsigned()];
  reader.skip(1);
  const hasOutputFlag = reader.flag();
  const extraSliceBits = reader.bits(3);
  return reader.isExhausted ? undefined : { id, sequence, hasOutputFlag, extraSliceBits };
}

/** 7.3.3. @param subLayers how many beside the highest. */
function skipProfiles(reader: BitReader, subLayers: number): void {
  reader.skip(PROFILE_BITS);
  const present = Array.from({ length: subLayers }, () => [reader.flag(), reader.flag()] as const);
  if (subLayers > 0) reader.skip(2 * (8 - subLayers));
  for (const [hasProfile, hasLevel] of present)
    reader.skip((hasProfile ? SUB_PROFILE_BITS : 0) + (hasLevel ? SUB_LEVEL_BITS : 0));
}
