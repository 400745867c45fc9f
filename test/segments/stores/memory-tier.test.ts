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
      cache.find({ key: 's0' });
      expect(cache.bytes).toBeLessThanOrEqual(10_000);
    }
    expect([cache.has({ key: 's0' }), cache.has({ key: 's1' }), cache.has({ key: 's19' })]).toStrictEqual([
      true,
      false,
      true,
    ]);
  });

  it('are neither stored nor evict others when they are larger than the limit', () => {
    const { cache, put } = testCache();
    put('small');
    put('huge', 10_000);
    expect([cache.has({ key: 'small' }), cache.has({ key: 'huge' })]).toStrictEqual([true, false]);
  });

  it('keep no memory beside their own, such as that which Node makes small buffers in', () => {
    const { cache } = testCache();
    const bytes = Buffer.from('a segment of text');
    expect(bytes.buffer.byteLength).toBeGreaterThan(1000);
    cache.store({ key: 'text' }, { bytes, prefetched: true });
    const found = cache.find({ key: 'text' });
    expect(found).toStrictEqual({ bytes, prefetched: true });
    expect(found?.bytes.buffer.byteLength).toBe(bytes.byteLength);
  });

  it('count with an overhead, which bounds many tiny ones', () => {
    const { cache, put } = testCache();
    for (let i = 0; i < 1000; i++) put(`tiny${i}`, 1);
    expect(cache.bytes).toBeLessThanOrEqual(10_000);
    expect(cache.has({ key: 'tiny900' })).toBe(false);
  });

  it('expire a TTL after their last hit, which `has` does not renew', () => {
    const { cache, put, pass } = testCache();
    put('wanted');
    put('peeked at');
    for (let i = 0; i < 3; i++) {
      pass(600);
      expect(cache.find({ key: 'wanted' })).toBeDefined();
      cache.has({ key: 'peeked at' });
    }
    expect(cache.find({ key: 'peeked at' })).toBeUndefined();
    pass(1001);
    expect(cache.find({ key: 'wanted' })).toBeUndefined();
  });
});
