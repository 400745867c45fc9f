/**
 * Bytes of the length field before each NAL unit by an HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 8.3.3.1), the
 * contents of an `hvcC` box: `lengthSizeMinusOne` in the lowest 2 bits of its 22nd byte, even in one that is cut short.
 */
export function hevcLengthSize(record: Uint8Array): number {
  return ((record[21] ?? 0) & 3) + 1;
}

const ARRAYS_OFFSET = 22;

/** The parameter sets and SEI messages in a record, as views of it: NAL units without length fields, up to where it is cut short. */
export function hevcParameterSets(record: Uint8Array): readonly Uint8Array[] {
  const sets: Uint8Array[] = [];
  const u16 = (at: number) => ((record[at] ?? 0) << 8) | (record[at + 1] ?? 0);
  let at = ARRAYS_OFFSET + 1;
  for (let arrays = record[ARRAYS_OFFSET] ?? 0; arrays > 0; arrays--) {
    const count = u16(at + 1);
    at += 3;
    for (let i = 0; i < count; i++) {
      const end = at + 2 + u16(at);
      if (end > record.byteLength) return sets;
      sets.push(record.subarray(at + 2, end));
      at = end;
    }
  }
  return sets;
}
