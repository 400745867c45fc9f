/** Coded pictures of H.264 (ITU-T H.264). */
import { BitReader } from '../bit-reader.js';
import type { CodedPicture, PictureType, RandomAccess } from '../coded-picture.js';
import { framedUnits, type NalFraming, unescaped } from '../nal-stream.js';
import { type RecoveryPoint, recoveryPoint } from '../sei.js';

/** `nal_unit_type` (table 7-1). */
const NAL = { slice: 1, partitionA: 2, idr: 5, supplement: 6, delimiter: 9 } as const;
/** Enough for the fields of a slice header up to its type. */
const SLICE_HEADER_BYTES = 16;
/** Of an SEI NAL unit: a recovery point comes before captions and other long messages. */
const SUPPLEMENT_BYTES = 1024;

/**
 * Reads the picture of a sample by what precedes its first slice, and by the header of that.
 * @param head the beginning of the sample. @returns undefined if no slice begins in it.
 */
export function readH264Picture(head: Uint8Array, framing: NalFraming): CodedPicture | undefined {
  let recovery: RecoveryPoint | undefined;
  let onlyIntra = false;
  for (const { start, end } of framedUnits(head, framing)) {
    const header = head[start]!;
    const type = header & 0x1f;
    if (type === NAL.supplement) {
      const payload = head.subarray(start + 1, Math.min(end, start + SUPPLEMENT_BYTES));
      recovery ??= recoveryPoint(unescaped(payload), 'h264');
    }
    // primary_pic_type 0 (7.4.2.4): all slices are I slices.
    if (type === NAL.delimiter) onlyIntra = head[start + 1] !== undefined && head[start + 1]! >> 5 === 0;
    if (type === NAL.slice || type === NAL.partitionA || type === NAL.idr) {
      const sliceType = sliceTypeOf(head.subarray(start + 1, start + SLICE_HEADER_BYTES));
      if (sliceType === undefined) return undefined;
      const access = type === NAL.idr ? 'independent' : accessOf(recovery);
      return {
        access,
        recoveryFrames: access === 'gradual' ? recovery!.count : 0,
        isReference: (header & 0x60) !== 0,
        type: onlyIntra ? 'I' : sliceType,
      };
    }
  }
  return undefined;
}

function accessOf(recovery: RecoveryPoint | undefined): RandomAccess {
  if (!recovery) return 'none';
  if (recovery.count === 0) return 'open';
  return recovery.isExact ? 'gradual' : 'none';
}

/** `slice_type` (table 7-6), after `first_mb_in_slice`. */
function sliceTypeOf(bytes: Uint8Array): PictureType | undefined {
  const reader = new BitReader(unescaped(bytes));
  reader.unsigned();
  const type = reader.unsigned();
  if (reader.isExhausted || type > 9) return undefined;
  // P, B, I, SP, SI.
  return (['P', 'B', 'I', 'P', 'I'] as const)[type % 5];
}
