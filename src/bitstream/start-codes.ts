/** Start codes: 00 00 01, and a byte that says what begins (ISO/IEC 13818-2 5.2, ISO/IEC 14496-2 5.2, ITU-T H.264 annex B). */

interface StartCode {
  /** The byte after the prefix. */
  readonly code: number;
  /** Offset of the first byte of the prefix, and of the byte after the code. */
  readonly prefix: number;
  readonly content: number;
}

/** Yields the start codes in the bytes, in order. */
export function* startCodes(bytes: Uint8Array): Generator<StartCode> {
  for (let at = 2; at + 1 < bytes.byteLength; at++) {
    if (bytes[at]! > 1) at += 2;
    else if (bytes[at] === 1 && bytes[at - 1] === 0 && bytes[at - 2] === 0) {
      yield { code: bytes[at + 1]!, prefix: at - 2, content: at + 2 };
      at += 2;
    }
  }
}
