import { BitReader } from '../../../bitstream/index.js';

/** What a sequence parameter set says of the fields of slice headers. */
export interface FieldSyntax {
  /** Bits of `frame_num`. */
  readonly frameNumberBits: number;
  readonly hasColourPlanes: boolean;
  /** Whether a frame may be coded as fields. */
  readonly hasFields: boolean;
}

/** Profiles whose parameter sets describe the chroma format. */
const HIGH_PROFILES: ReadonlySet<number> = new Set([
  100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135,
]);
const CHROMA_444 = 3;
const MAX_CYCLE = 255;

/** ITU-T H.264 7.3.2.1.1, up to `frame_mbs_only_flag`. @returns undefined if it does not make sense. */
export function fieldSyntaxOf(bytes: Uint8Array): FieldSyntax | undefined {
  const reader = new BitReader(bytes);
  const profile = reader.bits(8);
  // constraint flags, level_idc, seq_parameter_set_id
  reader.skip(16);
  reader.unsigned();
  const hasColourPlanes = HIGH_PROFILES.has(profile) && readChroma(reader);
  const frameNumberBits = reader.unsigned() + 4;
  skipPictureOrder(reader);
  // max_num_ref_frames, gaps_in_frame_num_value_allowed_flag, the size in macroblocks
  reader.unsigned();
  reader.skip(1);
  reader.unsigned();
  reader.unsigned();
  const hasFields = !reader.flag();
  if (reader.isExhausted || frameNumberBits > 16) return undefined;
  return { frameNumberBits, hasColourPlanes, hasFields };
}

/** Whether colour planes are coded separately. */
function readChroma(reader: BitReader): boolean {
  const format = reader.unsigned();
  const hasColourPlanes = format === CHROMA_444 && reader.flag();
  // Bit depths, qpprime_y_zero_transform_bypass_flag
  reader.unsigned();
  reader.unsigned();
  reader.skip(1);
  const hasScaling = reader.flag();
  const lists = format === CHROMA_444 ? 12 : 8;
  for (let list = 0; hasScaling && list < lists; list++)
    if (reader.flag()) skipScalingList(reader, list < 6 ? 16 : 64);
  return hasColourPlanes;
}

function skipScalingList(reader: BitReader, size: number): void {
  let next = 8;
  for (let i = 0, last = 8; i < size && next !== 0; i++) {
    next = (last + reader.signed() + 256) % 256;
    if (next !== 0) last = next;
  }
}

function skipPictureOrder(reader: BitReader): void {
  const type = reader.unsigned();
  if (type === 0) reader.unsigned();
  if (type !== 1) return;
  reader.skip(1);
  reader.signed();
  reader.signed();
  const cycle = Math.min(reader.unsigned(), MAX_CYCLE);
  for (let i = 0; i < cycle; i++) reader.signed();
}
