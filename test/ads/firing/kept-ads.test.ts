import { describe, expect, it } from 'vitest';
import { type KeptAd, KeptAds } from '../../../src/ads/firing/kept-ads.js';
import { toAssetId } from '../../../src/shared/asset-id.js';

const NOW_MS = 1_000_000_000_000;
const ad = (characters = 20, expiresAtSeconds = NOW_MS / 1000 + 60): KeptAd => ({
  asset: toAssetId('film'),
  events: [{ event: 'start', url: 'x'.repeat(characters) }],
  expiresAtSeconds,
});

describe('the ads whose events a server keeps', () => {
  it('give each event once', () => {
    const kept = new KeptAds({ now: () => NOW_MS });
    kept.add('ann', 'a', ad());
    expect([kept.take('a', [0, 1]), kept.take('a', [1, 2]), kept.take('b', [0])]).toEqual([[0, 1], [2], []]);
    // Known already: what was taken stays so.
    kept.add('ben', 'a', ad());
    expect(kept.take('a', [0])).toEqual([]);
  });

  it('are forgotten when their session has expired', () => {
    let now = NOW_MS;
    const kept = new KeptAds({ now: () => now });
    kept.add('ann', 'a', ad());
    now += 60_000;
    // A further manifest with it has grants that end a little later.
    expect(kept.get('a')).toBeDefined();
    now += 10_000;
    expect(kept.get('a')).toBeUndefined();
    now += 60_000;
    kept.add('ann', 'b', ad(20, now / 1000 + 60));
    expect(kept.size).toBe(1);
  });

  it('are bounded in bytes, and one viewer with many leaves those of others', () => {
    const kept = new KeptAds({ now: () => NOW_MS });
    kept.add('ben', 'of ben', ad());
    for (let n = 0; n < 20_000; n++) kept.add('ann', `a${n}`, ad(8192));
    expect(kept.size).toBeLessThan(8000);
    expect(kept.get('of ben')).toBeDefined();
    expect([kept.get('a0'), kept.get('a19999')]).toEqual([undefined, expect.anything()]);
  });

  it('are named as they give way, but for those of other servers, and those that have expired', () => {
    let now = NOW_MS;
    const gone: string[] = [];
    const kept = new KeptAds({ now: () => now, onGaveWay: (id) => gone.push(id) });
    kept.add('ann', 'first', ad(8192));
    kept.add('ann', 'adopted', ad(8192), { isAdopted: true });
    for (let n = 0; n < 8000; n++) kept.add('ann', `a${n}`, ad(8192));
    expect(gone).toContain('first');
    expect(gone).not.toContain('adopted');
    const before = gone.length;
    now += 120_000;
    kept.add('ben', 'of ben', ad(20, now / 1000 + 60));
    expect([kept.size, gone.length]).toEqual([1, before]);
  });
});
