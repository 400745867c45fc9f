import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readInteger } from '../../../src/matroska/ebml/variable-size.js';
import { viewOf } from '../support/rules.js';
import { integer, unknownSize } from '../support/write-ebml.js';

const read = (...bytes: number[]) => readInteger(viewOf(Uint8Array.from(bytes)), 0, bytes.length);

test.each([
  [[0x80], 0, 1],
  [[0x82], 2, 1],
  [[0xfe], 126, 1],
  [[0x40, 0x02], 2, 2],
  [[0x7f, 0xfe], 16_382, 2],
  [[0x20, 0x00, 0x02], 2, 3],
  [[0x10, 0x00, 0x00, 0x02], 2, 4],
  [[0x01, 0, 0, 0, 0, 0, 0, 0x02], 2, 8],
  [[0x01, 0x20, 0, 0, 0, 0, 0, 0], 2 ** 53, 8],
])('%j is %i, of %i bytes', (bytes, value, length) => {
  expect(read(...bytes)).toEqual({ value, length, isAllOnes: false });
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('all ones in %i bytes are told from a value', (length) => {
  expect(read(...unknownSize(length))).toMatchObject({ length, isAllOnes: true });
});

test.each([
  ['nothing', []],
  ['a byte of 0, which begins none', [0, 1, 1, 1, 1, 1, 1, 1, 1]],
  ['bytes that end too early', [0x40]],
])('%s is no integer', (_, bytes) => {
  expect(read(...bytes)).toBeUndefined();
});

test('what is written in any length is read', () => {
  const sized = fc.integer({ min: 1, max: 8 }).chain((length) =>
    fc.record({
      length: fc.constant(length),
      value: fc.integer({ min: 0, max: Math.min(2 ** (7 * length) - 2, Number.MAX_SAFE_INTEGER) }),
      before: fc.integer({ min: 0, max: 3 }),
    }),
  );
  fc.assert(
    fc.property(sized, ({ value, length, before }) => {
      const bytes = Buffer.concat([Buffer.alloc(before), integer(value, length)]);
      expect(readInteger(viewOf(bytes), before, bytes.length)).toEqual({ value, length, isAllOnes: false });
    }),
  );
});
