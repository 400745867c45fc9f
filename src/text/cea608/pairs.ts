/**
 * A sample of a caption track of QuickTime (`c608`; QuickTime File Format, closed captioning): atoms of u32 size and four letters, `cdat` with
 * pairs of bytes of field 1, `cdt2` with those of field 2.
 */

/** Two bytes without their parity bits. */
export interface Pair {
  /** 1 or 2. */
  readonly field: number;
  readonly first: number;
  readonly second: number;
}

const HEADER_BYTES = 8;
const FIELDS: Readonly<Record<string, number>> = { cdat: 1, cdt2: 2 };
const PARITY_BIT = 0x80;

/** The pairs of each atom, in the order of the sample; nothing of bytes that are no atoms. */
export function* pairsOf(sample: Uint8Array): Generator<Pair> {
  const bytes = Buffer.from(sample.buffer, sample.byteOffset, sample.byteLength);
  for (let at = 0; at + HEADER_BYTES <= bytes.byteLength; ) {
    const end = at + bytes.readUInt32BE(at);
    if (end < at + HEADER_BYTES || end > bytes.byteLength) return;
    const field = FIELDS[bytes.toString('latin1', at + 4, at + HEADER_BYTES)];
    if (field !== undefined) yield* pairsIn(bytes.subarray(at + HEADER_BYTES, end), field);
    at = end;
  }
}

/** Those whose parity is wrong are left out: what is damaged is hardly ever the code that it looks like. */
function* pairsIn(bytes: Uint8Array, field: number): Generator<Pair> {
  for (let at = 0; at + 2 <= bytes.byteLength; at += 2) {
    const [first, second] = [bytes[at]!, bytes[at + 1]!];
    if (isOdd(first) && isOdd(second))
      yield { field, first: first & ~PARITY_BIT, second: second & ~PARITY_BIT };
  }
}

function isOdd(byte: number): boolean {
  const four = byte ^ (byte >> 4);
  const two = four ^ (four >> 2);
  return ((two ^ (two >> 1)) & 1) === 1;
}
