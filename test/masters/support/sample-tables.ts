/** Writes sample tables of millions of entries. */
import { box } from './movie-boxes.js';

/** A table of `count` entries of `fields` 32-bit numbers each. */
export function numbers(
  type: string,
  count: number,
  values: readonly number[] | ((index: number) => number),
  fields = Array.isArray(values) ? values.length / count : 1,
): Uint8Array {
  const valueAt = (i: number) => (typeof values === 'function' ? values(i) : values[i]!);
  const bytes = Buffer.alloc(8 + 4 * count * fields);
  bytes.writeUInt32BE(count, 4);
  for (let i = 0; i < count * fields; i++) bytes.writeUInt32BE(valueAt(i), 8 + 4 * i);
  return box(type, bytes);
}

/** `stsz` with a size for each sample. */
export function sizes(count: number, sizeOf: (sample: number) => number): Uint8Array {
  const bytes = Buffer.alloc(12 + 4 * count);
  bytes.writeUInt32BE(count, 8);
  for (let i = 0; i < count; i++) bytes.writeUInt32BE(sizeOf(i), 12 + 4 * i);
  return box('stsz', bytes);
}

/** `co64`. */
export function largeOffsets(offsets: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(8 + 8 * offsets.length);
  bytes.writeUInt32BE(offsets.length, 4);
  for (const [i, offset] of offsets.entries()) bytes.writeBigUInt64BE(BigInt(offset), 8 + 8 * i);
  return box('co64', bytes);
}
