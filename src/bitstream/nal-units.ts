/** Samples of H.264 and HEVC: NAL units, each preceded by its length (ISO/IEC 14496-15 4.3.3.1.1). */

/** Byte range [start, end) of a NAL unit, without its length field. */
export interface NalSpan {
  readonly start: number;
  /** As its length field says; beyond the bytes where these are only the beginning of a sample. */
  readonly end: number;
}

/** Yields the NAL units that begin within the bytes. @param lengthSize bytes of each length field, 1 to 4. */
export function* nalUnits(bytes: Uint8Array, lengthSize: number): Generator<NalSpan> {
  for (let at = 0; at + lengthSize < bytes.byteLength; ) {
    let length = 0;
    for (let i = 0; i < lengthSize; i++) length = length * 256 + bytes[at + i]!;
    const start = at + lengthSize;
    const end = start + length;
    yield { start, end };
    at = end;
  }
}
