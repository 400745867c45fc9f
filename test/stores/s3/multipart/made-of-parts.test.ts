import { describe, expect, it } from 'vitest';
import { isMadeOf } from '../../../../src/stores/s3/multipart/made-of-parts.js';

/** MD5 of `a` and of `b`. */
const A = '0cc175b9c0f1b6a831c399e269772661';
const B = '92eb5ffee6ae2fec3ad71c777531578f';
/** MD5 of the bytes of both. */
const BOTH = '96e024ba2074fe77e8e965ba43a704be';
const parts = [A, B].map((digest) => ({ size: 1, entityTag: `"${digest}"` }));

describe('an object', () => {
  it('is made of parts where it has their size and the tag of theirs', () => {
    expect(isMadeOf({ size: 2, entityTag: `"${BOTH}-2"` }, parts)).toBe(true);
  });

  it.each([
    ['another size', { size: 3, entityTag: `"${BOTH}-2"` }],
    ['the tag of other parts', { size: 2, entityTag: `"${A}-2"` }],
    ['the tag of other numbers of parts', { size: 2, entityTag: `"${BOTH}-1"` }],
    ['the tag of what was stored at once', { size: 2, entityTag: `"${BOTH}"` }],
  ])('is not where it has %s', (_what, object) => {
    expect(isMadeOf(object, parts)).toBe(false);
  });

  it('is not made of the same parts in another order', () => {
    expect(isMadeOf({ size: 2, entityTag: `"${BOTH}-2"` }, parts.toReversed())).toBe(false);
  });

  it('is known by its size alone where a store has tags of its own', () => {
    const own = parts.map(({ size }, index) => ({ size, entityTag: `"part ${index}"` }));
    expect(isMadeOf({ size: 2, entityTag: '"version 7"' }, parts)).toBe(true);
    expect(isMadeOf({ size: 2, entityTag: `"${BOTH}-2"` }, own)).toBe(true);
    expect(isMadeOf({ size: 3, entityTag: '"version 7"' }, own)).toBe(false);
  });
});
