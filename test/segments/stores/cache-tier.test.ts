/** The contract that every cache tier fulfils. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CacheTier, PurgeScope } from '../../../src/segments/stores/cache-tier.js';
import { DiskTier } from '../../../src/segments/stores/disk-tier.js';
import { MemoryTier } from '../../../src/segments/stores/memory-tier.js';

const log = pino({ level: 'silent' });
const FILM = { asset: 'film', version: 'one' };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-tier-'));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

/** Opens a tier with this size limit and TTL. */
type Open = (maxBytes: number, ttlMs: number) => Promise<CacheTier>;

const TIERS: readonly [string, Open][] = [
  ['memory', async (maxBytes, ttlMs) => new MemoryTier({ maxBytes, ttlMs })],
  ['disk', async (maxBytes, ttlMs) => new DiskTier({ folder, maxBytes, ttlMs, minFreeBytes: 0, log })],
];

const realNow = performance.now.bind(performance);

/** Advances the clock, relative to the real one, and waits until caches have read it again. */
async function clockAheadBy(ms: number): Promise<void> {
  vi.spyOn(performance, 'now').mockImplementation(() => realNow() + ms);
  await new Promise((resolve) => setTimeout(resolve, CLOCK_CACHED_MS));
}

/** Caches read the clock at most once per millisecond. */
const CLOCK_CACHED_MS = 5;

const bytesOf = (name: string, length = 1000) => Buffer.alloc(length, name);
const key = (segment: number, rendition = 'v720') => `${rendition}-0123456789abcdef/${segment}`;

describe.each(TIERS)('segments in %s', (_, open) => {
  const usual = () => open(1_000_000, 60_000);

  async function read(tier: CacheTier, name: string): Promise<string | undefined> {
    const bytes = await tier.get(name);
    return bytes && Buffer.from(bytes).toString();
  }

  test('are returned as they were set', async () => {
    const tier = await usual();
    await tier.set(key(1), bytesOf('one'), FILM);
    expect(tier.has(key(1))).toBe(true);
    expect(await read(tier, key(1))).toBe(bytesOf('one').toString());
    expect(tier.bytes).toBeGreaterThanOrEqual(1000);
  });

  test('are not found before they are set', async () => {
    const tier = await usual();
    expect([tier.has(key(1)), await tier.get(key(1)), tier.bytes]).toEqual([false, undefined, 0]);
  });

  test('may be empty', async () => {
    const tier = await usual();
    await tier.set(key(1), Buffer.alloc(0), FILM);
    expect((await tier.get(key(1)))?.byteLength).toBe(0);
  });

  test('are replaced', async () => {
    const tier = await usual();
    for (const name of ['one', 'another']) await tier.set(key(1), bytesOf(name), FILM);
    expect(await read(tier, key(1))).toBe(bytesOf('another').toString());
  });

  test('are evicted, the least recently used first, to make room for others', async () => {
    const tier = await open(4000, 60_000);
    for (const segment of [1, 2, 3]) await tier.set(key(segment), bytesOf('old'), FILM);
    await tier.get(key(1));
    await tier.set(key(4), bytesOf('new'), FILM);
    expect([1, 2, 3, 4].filter((segment) => tier.has(key(segment)))).toEqual([1, 3, 4]);
    expect(tier.bytes).toBeLessThanOrEqual(4000);
  });

  test('are not stored when they are larger than the tier', async () => {
    const tier = await open(4000, 60_000);
    await tier.set(key(1), bytesOf('small'), FILM);
    await tier.set(key(2), bytesOf('large', 5000), FILM);
    expect([tier.has(key(1)), tier.has(key(2))]).toEqual([true, false]);
  });

  test('expire a TTL after their last use', async () => {
    const tier = await open(1_000_000, 600_000);
    await tier.set(key(1), bytesOf('one'), FILM);
    await tier.set(key(2), bytesOf('two'), FILM);
    for (const laterMs of [400_000, 800_000, 1_200_000]) {
      await clockAheadBy(laterMs);
      expect(await tier.get(key(1))).toBeDefined();
    }
    expect([await tier.get(key(2)), tier.has(key(2))]).toEqual([undefined, false]);
  });

  describe('are dropped', () => {
    const all = [
      [key(1), { asset: 'film', version: 'one' }],
      [key(2), { asset: 'film', version: 'two' }],
      [key(3, 'v240'), { asset: 'film', version: 'two' }],
      [key(4), { asset: 'news', version: 'two' }],
    ] as const;

    const cases: readonly [string, PurgeScope, readonly number[]][] = [
      ['with their asset', { asset: 'film' }, [4]],
      ['with a version of it', { asset: 'film', version: 'two' }, [1, 4]],
      ['with a rendition', { asset: 'film', rendition: 'v720' }, [3, 4]],
      ['all together', {}, []],
      ['not with an asset that is not cached', { asset: 'films' }, [1, 2, 3, 4]],
      ['not with a rendition whose id is only a prefix', { rendition: 'v72' }, [1, 2, 3, 4]],
    ];
    test.each(cases)('%s', async (_name, scope, left) => {
      const tier = await usual();
      for (const [name, tags] of all) await tier.set(name, bytesOf(name), tags);
      expect(await tier.drop(scope)).toBe(all.length - left.length);
      const found = await Promise.all(
        all.map(async ([name]) => [tier.has(name), (await tier.get(name)) !== undefined]),
      );
      expect(found).toEqual(all.map((_one, i) => [left.includes(i + 1), left.includes(i + 1)]));
    });
  });
});
