/**
 * Bytes of the length field before each NAL unit by an HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 8.3.3.1), the
 * contents of an `hvcC` box: `lengthSizeMinusOne` in the lowest 2 bits of its 22nd byte, even in one that is cut short.
 */
export function hevcLengthSize(record: Uint8Array): number {
  return ((record[21] ?? 0) & 3) + 1;
}
