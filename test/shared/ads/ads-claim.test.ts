import { describe, expect, it } from 'vitest';
import { adsClaimSchema, adsSchema, adTagOf } from '../../../src/shared/ads/ads-claim.js';

const read = (claim: unknown) => adTagOf(adsSchema.parse(claim));

describe('the claim ads', () => {
  it('has a tag, whose ads are played at the start', () => {
    expect(read({ tag: 'https://ads.example/?cb=[CACHEBUSTING]' })).toEqual({
      ...{ url: 'https://ads.example/?cb=[CACHEBUSTING]', at: 'start', isAligned: false },
    });
  });

  it('may say where the ads of VAST are played, and that no segment is cut for them', () => {
    const tag = 'https://ads.example/';
    expect(read({ tag, at: 12.5, cut: 'segment' })).toMatchObject({ at: { seconds: 12.5 }, isAligned: true });
    expect(read({ tag, at: 'f300' })).toMatchObject({ at: { frame: 300 } });
    expect(read({ tag, at: 'end' })).toMatchObject({ at: 'end' });
  });

  it.each([
    ['no tag', {}],
    ['a file', { tag: 'file:///etc/passwd' }],
    ['no URL', { tag: 'https://' }],
    ['a tag without end', { tag: `https://ads.example/${'a'.repeat(2048)}` }],
    ['another member', { tag: 'https://ads.example/', timeout: 5 }],
    ['a place that is none', { tag: 'https://ads.example/', at: '50%' }],
    ['a text', 'https://ads.example/'],
  ])('may not have %s', (_what, claim) => {
    expect(adsSchema.safeParse(claim).success).toBe(false);
    expect(adsClaimSchema.safeParse(claim).success).toBe(false);
  });

  it('of a token may be false, where the ads of the file beside the master are not played', () => {
    expect(adsClaimSchema.parse(false)).toBe(false);
    expect(adsSchema.safeParse(false).success).toBe(false);
  });
});
