import { describe, expect, it } from 'vitest';
import { insertsOf, insertsSchema } from '../../../src/shared/sequence/inserts-claim.js';

describe('the claim inserts', () => {
  it('names assets, where they are put in, and which part of them is played', () => {
    const list = insertsSchema.parse([
      { asset: 'ads/one', at: 'start' },
      { asset: 'ads/two', at: 'f300', cut: 'segment', end: 10 },
    ]);
    expect(insertsOf(list)).toEqual([
      { asset: 'ads/one', at: 'start', isAligned: false },
      { asset: 'ads/two', at: { frame: 300 }, isAligned: true, clip: { end: { seconds: 10 } } },
    ]);
  });

  it.each([
    [{ at: 0 }],
    [{ asset: '../secret', at: 0 }],
    [{ asset: 'ad' }],
    [{ asset: 'ad', at: -1 }],
    [{ asset: 'ad', at: 'middle' }],
    [{ asset: 'ad', at: 0, cut: 'near' }],
    [{ asset: 'ad', at: 0, ad: true }],
  ])('is refused with %j', (insert) => {
    expect(insertsSchema.safeParse([insert]).success).toBe(false);
  });

  it('has no more than 20', () => {
    const insert = { asset: 'ad', at: 0 };
    expect(insertsSchema.safeParse(Array(20).fill(insert)).success).toBe(true);
    expect(insertsSchema.safeParse(Array(21).fill(insert)).success).toBe(false);
  });
});
