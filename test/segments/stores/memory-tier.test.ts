import { describe, expect, it } from 'vitest';
import { MemoryTier } from '../../../src/segments/stores/memory-tier.js';

function testCache(maxBytes = 10_000) {
  let now = 1;
  const cache = new MemoryTier({ maxBytes, ttlMs: 1000, clock: () => now });
  const put = (key: string, size = 1000) =>
    cache.store({ key }, { bytes: new Uint8Array(size), prefetched: false });
  return { cache, put, pass: (ms: number) => (now += ms) };
}

describe('segments in memory', () => {
  it('never exceed the limit; the least recently used are evicted first', () => {
    const { cache, put } = testCache();
    for (let i = 0; i < 20; i++) {
      put(`s${i}`);
      cache.find('s0');
      expect(cache.bytes).toBeLessThanOrEqual(10_000);
    }
    expect([cache.has('s0'), cache.has('s1'), cache.has('s19')]).toStrictEqual([true, false, true]);
  });

  it('are neither stored nor evict others when they are larger than the limit', () => {
    const { cache, put } = testCache();
    put('small');
    put('huge', 10_000);
    expect([cache.has('small'), cache.has('huge')]).toStrictEqual([true, false]);
  });

  it('count with an overhead, which bounds many tiny ones', () => {
    const { cache, put } = testCache();
    for (let i = 0; i < 1000; i++) put(`tiny${i}`, 1);
    expect(cache.bytes).toBeLessThanOrEqual(10_000);
    expect(cache.has('tiny900')).toBe(false);
  });

  it('expire a TTL after their last hit, which `has` does not renew', () => {
    const { cache, put, pass } = testCache();
    put('wanted');
    put('peeked at');
    for (let i = 0; i < 3; i++) {
      pass(600);
      expect(cache.find('wanted')).toBeDefined();
      cache.has('peeked at');
    }
    expect(cache.find('peeked at')).toBeUndefined();
    pass(1001);
    expect(cache.find('wanted')).toBeUndefined();
  });
});
