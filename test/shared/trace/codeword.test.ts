import { describe, expect, it } from 'vitest';
import { codeBit, codeEquation, parity, variantOfCode } from '../../../src/shared/trace/codeword.js';
import { readCode, writeCode } from '../../../src/shared/trace/trace-code.js';
import { assetTraceKeys } from '../../../src/shared/trace/trace-key.js';
import { parseTracedKey, tracedSegmentKey } from '../../../src/shared/trace/traced-names.js';

const { codes, names } = assetTraceKeys('0'.repeat(64), 'film');
const wordOf = (code: number, key = codes) =>
  Array.from({ length: 400 }, (_, segment) => codeBit(codeEquation(key, segment), code));
const agreement = (one: readonly number[], other: readonly number[]) =>
  one.filter((bit, i) => bit === other[i]).length / one.length;

describe('the variants that a code has', () => {
  it('are the same each time, and say the bit', () => {
    expect(wordOf(42)).toEqual(wordOf(42));
    expect(wordOf(42)).toEqual(
      Array.from({ length: 400 }, (_, segment) => (variantOfCode(codes, segment, 42) === 'b' ? 1 : 0)),
    );
  });

  it('are those of another code, or of another film, in half of the segments, however alike the codes are', () => {
    for (const other of [43, 0, 0xffff_ffff, 42 ^ 0x8000_0000])
      expect(Math.abs(agreement(wordOf(42), wordOf(other)) - 0.5)).toBeLessThan(0.15);
    const elsewhere = assetTraceKeys('0'.repeat(64), 'other').codes;
    expect(Math.abs(agreement(wordOf(42), wordOf(42, elsewhere)) - 0.5)).toBeLessThan(0.15);
  });

  it('are both of them for the code 0 too, which is no film without a mark', () => {
    expect(new Set(wordOf(0)).size).toBe(2);
  });
});

describe('the parity of 32 bits', () => {
  it.each([
    [0, 0],
    [1, 1],
    [0x8000_0000, 1],
    [0xffff_ffff, 0],
    [0xffff_fffe, 1],
    [0b1011, 1],
  ])('of %d is %d', (bits, odd) => {
    expect(parity(bits)).toBe(odd);
  });
});

describe('a code', () => {
  it.each([0, 1, 42, 0xffff_ffff])('%d is read as it was written', (code) => {
    expect(readCode(writeCode(code))).toBe(code);
  });

  it.each(['', '2a', '0000002A', '0000002a0', ' 000002a'])('is not read from %j', (text) => {
    expect(readCode(text)).toBeUndefined();
  });
});

describe('the name of a traced segment', () => {
  it('tells the rendition and the version, and hides the variant', () => {
    const plain = 'v720-0123456789abcdef';
    const both = (['a', 'b'] as const).map((variant) => tracedSegmentKey(names, plain, 7, variant));
    expect(new Set(both).size).toBe(2);
    for (const key of both) {
      expect(key).toMatch(/^v720-w[0-9a-f]{16}-012345[0-9a-f]{10}$/);
      expect(parseTracedKey(key)).toEqual({ renditionId: 'v720' });
    }
    expect(parseTracedKey(plain)).toBeUndefined();
    expect(parseTracedKey('v720-mc0ffee0c0de0-0123456789abcdef')).toBeUndefined();
  });
});
