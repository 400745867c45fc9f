import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BitReader } from '../../src/bitstream/bit-reader.js';
import { unescaped } from '../../src/bitstream/nal-stream.js';
import { BitWriter } from '../masters/support/bit-writer.js';

describe('a bit reader', () => {
  test('reads whatever was written', () => {
    const field = fc.oneof(
      fc.tuple(fc.constant('bits'), fc.nat(2 ** 20 - 1)),
      fc.tuple(fc.constant('unsigned'), fc.nat(2 ** 31)),
      fc.tuple(fc.constant('signed'), fc.integer({ min: -(2 ** 30), max: 2 ** 30 })),
    );
    fc.assert(
      fc.property(fc.array(field, { maxLength: 20 }), (fields) => {
        const writer = new BitWriter();
        for (const [kind, value] of fields) {
          if (kind === 'bits') writer.bits(value, 20);
          else if (kind === 'unsigned') writer.unsigned(value);
          else writer.signed(value);
        }
        const reader = new BitReader(writer.bytes());
        for (const [kind, value] of fields) {
          const read =
            kind === 'bits' ? reader.bits(20) : kind === 'unsigned' ? reader.unsigned() : reader.signed();
          expect(read + 0).toBe(value + 0);
        }
        expect(reader.isExhausted).toBe(false);
      }),
      { seed: 20_260_801, numRuns: 300 },
    );
  });

  test('reads zeros beyond the end, and says so', () => {
    const reader = new BitReader(Uint8Array.of(0xff));
    expect(reader.bits(8)).toBe(255);
    expect(reader.isExhausted).toBe(false);
    expect(reader.bits(4)).toBe(0);
    expect(reader.isExhausted).toBe(true);
    expect(new BitReader(new Uint8Array(2)).unsigned()).toBeTypeOf('number');
  });

  test('is given bytes without emulation prevention', () => {
    const escaped = Uint8Array.of(1, 0, 0, 3, 1, 0, 0, 3, 0, 0, 3, 3, 0, 3);
    expect(Array.from(unescaped(escaped))).toEqual([1, 0, 0, 1, 0, 0, 0, 0, 3, 0, 3]);
  });
});
