/** Samples of H.264 and HEVC: NAL units, each with its length in front (ISO/IEC 14496-15 4.3.3.1.1). */

/** Where a unit lies in the bytes, without its length: [start, end). */
export interface NalSpan {
  readonly start: number;
  /** As its length says; may lie beyond the bytes where they are only the head of a sample. */
  readonly end: number;
}

/** The units that begin within the bytes. */
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
