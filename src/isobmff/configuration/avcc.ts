import { box } from '../boxes/write-box.js';

/** The values of an AVCDecoderConfigurationRecord. */
interface AvcConfiguration {
  /** `profile_idc`, the constraint flags, and `level_idc` of H.264 (ITU-T H.264 7.4.2.1). */
  readonly profile: number;
  readonly constraints: number;
  readonly level: number;
  /** Bytes of the length field before each NAL unit. */
  readonly lengthSize: number;
  /** Sequence parameter sets, then picture parameter sets: NAL units without length fields. */
  readonly parameterSets: readonly Uint8Array[];
}

const FIXED_FIELDS = 6;

/**
 * ISO/IEC 14496-15 5.4.2 AVC configuration box, whose contents are an AVCDecoderConfigurationRecord (5.3.3.1)
 *
 *     configurationVersion   u8  1
 *     AVCProfileIndication   u8
 *     profile_compatibility  u8
 *     AVCLevelIndication     u8
 *     lengthSizeMinusOne     2 bits after 6 reserved
 *     sequence parameter sets  5 bits after 3 reserved: their number; then each with its length as u16
 *     picture parameter sets   u8: their number; then each with its length as u16
 */
export function avcC(record: Uint8Array): Uint8Array {
  return box('avcC', record);
}

/**
 * Parses an AVCDecoderConfigurationRecord; parameter sets are views of it. Undefined when it is cut short or lacks either
 * kind of parameter set.
 */
export function parseAvcConfiguration(record: Uint8Array): AvcConfiguration | undefined {
  if (record.byteLength < FIXED_FIELDS) return undefined;
  const [, profile = 0, constraints = 0, level = 0, , counts = 0] = record;
  const sequence = parameterSets(record, FIXED_FIELDS, counts & 0x1f);
  const pictureSets = sequence && parameterSets(record, sequence.end + 1, record[sequence.end] ?? 0);
  if (!sequence?.sets.length || !pictureSets?.sets.length) return undefined;
  return {
    ...{ profile, constraints, level },
    lengthSize: avcLengthSize(record),
    parameterSets: [...sequence.sets, ...pictureSets.sets],
  };
}

/** Bytes of the length field before each NAL unit (`lengthSizeMinusOne`); of a record that is cut short too. */
export function avcLengthSize(record: Uint8Array): number {
  return ((record[4] ?? 0) & 3) + 1;
}

function parameterSets(record: Uint8Array, start: number, count: number) {
  const sets: Uint8Array[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    const length = ((record[at] ?? 0) << 8) | (record[at + 1] ?? 0);
    const end = at + 2 + length;
    if (length === 0 || end > record.byteLength) return undefined;
    sets.push(record.subarray(at + 2, end));
    at = end;
  }
  return { sets, end: at };
}
