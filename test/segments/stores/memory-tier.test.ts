import { describe, expect, it } from 'vitest';
import { MemoryTier } from '../../../src/segments/stores/memory-tier.js';

function testCache(maxBytes = 10_000) {
  let now = 1;
  const cache = new MemoryTier({ maxBytes, ttlMs: 1000, clock: () => now });
  const put = (key: string, size = 1000) =>
    cache.keep(key, { bytes: new Uint8Array(size), prefetched: false });
  return { cache, put, pass: (ms: number) => (now += ms) };
}

describe('segments in memory', () => {
  it('never holds more than its limit; what was asked for longest ago goes first', () => {
    const { cache, put } = testCache();
    for (let i = 0; i < 20; i++) {
      put(`s${i}`);
      cache.find('s0');
      expect(cache.bytes).toBeLessThanOrEqual(10_000);
    }
    expect([cache.has('s0'), cache.has('s1'), cache.has('s19')]).toStrictEqual([true, false, true]);
  });

  it('does not keep what is larger than all of it, nor gives up the rest for it', () => {
    const { cache, put } = testCache();
    put('small');
    put('huge', 10_000);
    expect([cache.has('small'), cache.has('huge')]).toStrictEqual([true, false]);
  });

  it('counts the small change of many tiny segments', () => {
    const { cache, put } = testCache();
    for (let i = 0; i < 1000; i++) put(`tiny${i}`, 1);
    expect(cache.bytes).toBeLessThanOrEqual(10_000);
    expect(cache.has('tiny900')).toBe(false);
  });

  it('forgets what nobody asked for in a while; each hit renews it, a look does not', () => {
    const { cache, put, pass } = testCache();
    put('wanted');
    put('looked at');
    for (let i = 0; i < 3; i++) {
      pass(600);
      expect(cache.find('wanted')).toBeDefined();
      cache.has('looked at');
    }
    expect(cache.find('looked at')).toBeUndefined();
    pass(1001);
    expect(cache.find('wanted')).toBeUndefined();
  });
});
