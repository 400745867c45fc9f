/** What picture order depends on, in the parameter sets of H.264 (ITU-T H.264 7.3.2.1 and 7.3.2.2). */
import { BitReader } from '../bit-reader.js';
import { unescaped } from '../nal-stream.js';

export interface SequenceParameters {
  readonly id: number;
  readonly frameNumberBits: number;
  /** `pic_order_cnt_type`. */
  readonly orderType: number;
  /** Of `pic_order_cnt_lsb`; 0 unless the type is 0. */
  readonly orderBits: number;
  readonly hasOnlyFrames: boolean;
  readonly hasColourPlanes: boolean;
}

interface PictureParameters {
  readonly id: number;
  readonly sequence: number;
}

/** Profiles whose sequence parameter sets say how chroma is sampled. */
const PROFILES_WITH_CHROMA: ReadonlySet<number> = new Set([
  ...[44, 83, 86, 100, 110, 118, 122],
  ...[128, 134, 135, 138, 139, 244],
]);
const MAX_CYCLE = 255;

/** @param unit a whole NAL unit. @returns undefined if it is cut short. */
export function readSequenceParameters(unit: Uint8Array): SequenceParameters | undefined {
  const reader = new BitReader(unescaped(unit.subarray(1)));
  const profile = reader.bits(8);
  reader.skip(16);
  const id = reader.unsigned();
  const hasColourPlanes = PROFILES_WITH_CHROMA.has(profile) && skipChroma(reader);
  const frameNumberBits = reader.unsigned() + 4;
  const orderType = reader.unsigned();
  const orderBits = orderType === 0 ? reader.unsigned() + 4 : 0;
  if (orderType === 1) skipCycle(reader);
  // max_num_ref_frames, gaps_in_frame_num_value_allowed_flag, width and height.
  reader.unsigned();
  reader.skip(1);
  reader.unsigned();
  reader.unsigned();
  const hasOnlyFrames = reader.flag();
  if (reader.isExhausted || frameNumberBits > 16 || orderBits > 16) return undefined;
  return { id, frameNumberBits, orderType, orderBits, hasOnlyFrames, hasColourPlanes };
}

/** @param unit a NAL unit, or its beginning. */
export function readPictureParameters(unit: Uint8Array): PictureParameters | undefined {
  const reader = new BitReader(unescaped(unit.subarray(1)));
  const [id, sequence] = [reader.unsigned(), reader.unsigned()];
  return reader.isExhausted ? undefined : { id, sequence };
}

/** @returns `separate_colour_plane_flag`. */
function skipChroma(reader: BitReader): boolean {
  const format = reader.unsigned();
  const hasColourPlanes = format === 3 && reader.flag();
  reader.unsigned();
  reader.unsigned();
  reader.skip(1);
  if (reader.flag()) for (let list = 0; list < (format === 3 ? 12 : 8); list++) skipScalingList(reader, list);
  return hasColourPlanes;
}

/** 7.3.2.1.1.1: 6 lists of 16 values, the others of 64. */
function skipScalingList(reader: BitReader, list: number): void {
  if (!reader.flag()) return;
  let [last, next] = [8, 8];
  for (let i = 0; i < (list < 6 ? 16 : 64); i++) {
    if (next !== 0) next = (last + reader.signed() + 256) % 256;
    if (next !== 0) last = next;
  }
}

/** The fields of `pic_order_cnt_type` 1. */
function skipCycle(reader: BitReader): void {
  reader.skip(1);
  reader.signed();
  reader.signed();
  const length = Math.min(reader.unsigned(), MAX_CYCLE);
  for (let i = 0; i < length; i++) reader.signed();
}
