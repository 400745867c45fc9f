/** Coded pictures of HEVC (ITU-T H.265). */
import type { CodedPicture } from '../coded-picture.js';
import { framedUnits, type NalFraming, unescaped } from '../nal-stream.js';
import { type RecoveryPoint, recoveryPoint } from '../sei.js';

/** `nal_unit_type` (table 7-1). */
const NAL = { firstRap: 16, lastIdr: 20, cra: 21, firstReserved: 32, supplement: 39 } as const;
const HEADER_BYTES = 2;
const SUPPLEMENT_BYTES = 1024;
/** Below it, types of an even number are of sub-layer non-reference pictures. */
const FIRST_REFERENCE_ONLY = 16;

/**
 * Reads the picture of a sample by what precedes its first slice segment, and by the header of that.
 * @param head the beginning of the sample. @returns undefined if no slice segment begins in it.
 */
export function readHevcPicture(head: Uint8Array, framing: NalFraming): CodedPicture | undefined {
  let recovery: RecoveryPoint | undefined;
  for (const { start, end } of framedUnits(head, framing)) {
    const type = (head[start]! >> 1) & 0x3f;
    if (type === NAL.supplement) {
      const payload = head.subarray(start + HEADER_BYTES, Math.min(end, start + SUPPLEMENT_BYTES));
      recovery ??= recoveryPoint(unescaped(payload), 'hevc');
    }
    if (type >= NAL.firstReserved || start + HEADER_BYTES >= head.byteLength) continue;
    return pictureOf(type, recovery);
  }
  return undefined;
}

/** BLA and IDR pictures have no leading pictures that refer to what is before them; those of a CRA picture may. */
function pictureOf(type: number, recovery: RecoveryPoint | undefined): CodedPicture {
  const isReference = type >= FIRST_REFERENCE_ONLY || type % 2 === 1;
  const isRap = type >= NAL.firstRap && type <= NAL.cra;
  const isGradual = !isRap && recovery !== undefined && recovery.isExact && recovery.count > 0;
  return {
    access: isRap ? (type === NAL.cra ? 'open' : 'independent') : isGradual ? 'gradual' : 'none',
    // As many as there are if all of them are reference pictures, and each has the next count.
    recoveryFrames: isGradual ? recovery.count : 0,
    isReference,
    type: isRap ? 'I' : 'P',
  };
}
