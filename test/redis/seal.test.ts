import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSeal } from '../../src/redis/seal.js';

const seal = createSeal('a key of the whole fleet, long enough for it', 'purges');

describe('a sealed text', () => {
  it('opens as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(seal.open(seal.close(text))).toBe(text);
      }),
    );
  });

  it('opens as it was, also where it is bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(seal.openBytes(seal.closeBytes(bytes))).toStrictEqual(Buffer.from(bytes));
        expect(seal.openBytes(Buffer.from(bytes))).toBeUndefined();
      }),
    );
  });

  it('does not open with any change, or where it was not sealed', () => {
    const sealed = seal.close('{"asset":"film"}');
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, other) => {
        const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
        expect(seal.open(changed)).toBe(changed === sealed ? '{"asset":"film"}' : undefined);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(seal.open(text)).toBeUndefined();
      }),
    );
    expect(seal.open(sealed.slice(1))).toBeUndefined();
  });

  it('does not open for another purpose, or another fleet', () => {
    const sealed = seal.close('text');
    expect(createSeal('a key of the whole fleet, long enough for it', 'sizes').open(sealed)).toBeUndefined();
    expect(createSeal('a key of another fleet, long enough for it', 'purges').open(sealed)).toBeUndefined();
  });
});
