/**
 * RFC 8794 4 Variable-size integer: as many bytes as the position of the first set bit of the first byte says, from 1 to 8
 *
 *     1xxxxxxx                             7 bits
 *     01xxxxxx xxxxxxxx                   14 bits
 *     …
 *     00000001 xxxxxxxx … (8 bytes)       56 bits
 *
 * A value above 2^53 is rounded.
 */
interface VariableSizeInteger {
  readonly value: number;
  /** Bytes that it takes. */
  readonly length: number;
  /** Whether all bits of the value are 1: as the size of an element, it is not known (6.2). */
  readonly isAllOnes: boolean;
}

export const MAX_INTEGER_BYTES = 8;

/** How many bytes an integer takes by its first byte; 9 for a byte of 0, which begins none. */
export function lengthOfInteger(firstByte: number): number {
  return Math.clz32(firstByte) - 23;
}

/** Reads the integer at `at`; undefined if none begins there, or it does not end by `end`. */
export function readInteger(view: DataView, at: number, end: number): VariableSizeInteger | undefined {
  if (at >= end) return undefined;
  const first = view.getUint8(at);
  // Most integers have one byte, and there are millions.
  if (first >= 0x80) return { value: first & 0x7f, length: 1, isAllOnes: first === 0xff };
  const length = lengthOfInteger(first);
  if (length > MAX_INTEGER_BYTES || at + length > end) return undefined;
  const mask = 2 ** (8 - length) - 1;
  let value = first & mask;
  let isAllOnes = value === mask;
  for (let i = 1; i < length; i++) {
    const byte = view.getUint8(at + i);
    value = value * 256 + byte;
    isAllOnes &&= byte === 0xff;
  }
  return { value, length, isAllOnes };
}
