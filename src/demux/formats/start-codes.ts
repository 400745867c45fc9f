/** Bitstreams in which everything begins with a start code: 00 00 01 and a byte that says what follows. */

/** What follows a start code, as far as the bytes go. */
interface Section {
  /** The byte after 00 00 01. */
  readonly code: number;
  /** From after that byte up to the next start code. */
  readonly content: Uint8Array;
}

/** Yields the sections that begin within the bytes. */
export function* sectionsIn(bytes: Uint8Array): Generator<Section> {
  let at = nextStartCode(bytes, 0);
  while (at + 3 < bytes.byteLength) {
    const end = nextStartCode(bytes, at + 3);
    yield { code: bytes[at + 3]!, content: bytes.subarray(at + 4, end) };
    at = end;
  }
}

/** Where the next 00 00 01 begins; the length of the bytes if there is none. */
function nextStartCode(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 2 < bytes.byteLength; at++) {
    if (bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1) return at;
  }
  return bytes.byteLength;
}
