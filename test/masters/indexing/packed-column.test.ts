import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Column,
  packedColumn,
  type ReadBytes,
  unpackColumn,
} from '../../../src/masters/indexing/stored/packed-column.js';

const packed = (column: Column) => Buffer.concat([...packedColumn(column)]);

function reader(bytes: Buffer): ReadBytes {
  let at = 0;
  return async (length) => {
    if (at + length > bytes.length) throw new Error('cut short');
    at += length;
    return bytes.subarray(at - length, at);
  };
}

async function unpacked(bytes: Buffer, empty: Column): Promise<Column> {
  await unpackColumn(empty, reader(bytes));
  return empty;
}

const f64 = fc.array(
  fc.oneof(
    fc.maxSafeInteger(),
    fc.integer(),
    fc.double(),
    fc.constantFrom(-0, 2 ** 51, -(2 ** 51) + 1, 1e300),
  ),
  { maxLength: 300 },
);

describe('a column is unpacked as it was packed', () => {
  test('of any numbers', () =>
    fc.assert(
      fc.asyncProperty(f64, async (numbers) => {
        const column = Float64Array.from(numbers, (number) => number + 0);
        expect(await unpacked(packed(column), new Float64Array(column.length))).toEqual(column);
      }),
      { seed: 20_261_129 },
    ));

  test('of unsigned integers, and of bytes', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.nat(2 ** 32 - 1)), fc.uint8Array(), async (numbers, bytes) => {
        const column = Uint32Array.from(numbers);
        expect(await unpacked(packed(column), new Uint32Array(column.length))).toEqual(column);
        expect(await unpacked(packed(bytes), new Uint8Array(bytes.length))).toEqual(bytes);
      }),
      { seed: 20_261_129 },
    ));

  test('in several pieces', async () => {
    const column = Float64Array.from({ length: 200_001 }, (_, i) => 1e11 + 1001 * i + (i % 5));
    expect(await unpacked(packed(column), new Float64Array(column.length))).toEqual(column);
  });
});

test('times at a constant rate take almost nothing, and sizes what they vary', () => {
  const times = Float64Array.from({ length: 200_000 }, (_, i) => 1e9 + 1001 * i);
  expect(packed(times).length).toBeLessThan(2000);
  const sizes = Uint32Array.from({ length: 200_000 }, (_, i) => 300 + ((i * 7919) % 31));
  expect(packed(sizes).length).toBeLessThan(200_000);
});

test('what was packed from another column, or is damaged, throws or fills no more than the column', async () => {
  const column = Float64Array.from({ length: 500 }, (_, i) => i * i);
  const bytes = packed(column);
  await expect(unpacked(bytes, new Float64Array(400))).rejects.toThrow();
  await expect(unpacked(bytes, new Float64Array(70_000))).rejects.toThrow();
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, value) => {
      const changed = Buffer.from(bytes);
      changed[at] = value;
      await unpacked(changed, new Float64Array(500)).catch((error: unknown) =>
        expect(error).toBeInstanceOf(Error),
      );
    }),
    { seed: 20_261_129 },
  );
});
