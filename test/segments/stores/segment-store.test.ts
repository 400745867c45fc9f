/** The contract of every store of finished segments. Memory, which answers at once and holds more, fulfils it too. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SegmentRef } from '../../../src/segments/segment-ref.js';
import { BucketTier } from '../../../src/segments/stores/bucket/bucket-tier.js';
import { ChainedStore } from '../../../src/segments/stores/chained-store.js';
import { DiskTier } from '../../../src/segments/stores/disk-tier.js';
import { MemoryTier } from '../../../src/segments/stores/memory-tier.js';
import type { PurgeScope } from '../../../src/segments/stores/purge-scope.js';
import type { SegmentStore } from '../../../src/segments/stores/segment-store.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { MemoryObjects } from '../../stores/support/memory-objects.js';
import { storedRef } from '../support/stored-ref.js';

const log = pino({ level: 'silent' });
const never = new AbortController().signal;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-store-'));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

/** Opens a store with this size limit and TTL. */
type Open = (maxBytes: number, ttlMs: number) => SegmentStore;

const disk: Open = (maxBytes, ttlMs) => new DiskTier({ folder, maxBytes, ttlMs, minFreeBytes: 0, log });
const bucket: Open = (_maxBytes, ttlMs) =>
  new BucketTier({ objects: new MemoryObjects(), root: 'segments/', ttlMs, log, clock: epochMs });

const STORES: readonly [string, Open][] = [
  ['memory', (maxBytes, ttlMs) => storeOf(new MemoryTier({ maxBytes, ttlMs }))],
  ['disk', disk],
  ['a bucket', bucket],
  ['a bucket behind a disk', (...limits) => new ChainedStore(disk(...limits), bucket(...limits))],
];
/** What a bucket holds is bounded by its TTL alone. */
const isBoundedByBytes = (name: string) => !name.includes('bucket');

function storeOf(memory: MemoryTier): SegmentStore {
  return {
    get bytes() {
      return memory.bytes;
    },
    probablyHas: (ref) => memory.has(ref),
    get: async (ref) => {
      const found = memory.find(ref);
      return found && { bytes: found.bytes, tier: 'disk' };
    },
    put: async (ref, bytes) => memory.store(ref, { bytes, prefetched: false }),
    purge: async (scope) => memory.purge(scope),
  };
}

const realNow = performance.now.bind(performance);

const epochMs = () => performance.timeOrigin + performance.now();

/** Advances the clock, relative to the real one, and waits until caches have read it again. */
async function clockAheadBy(ms: number): Promise<void> {
  vi.spyOn(performance, 'now').mockImplementation(() => realNow() + ms);
  await new Promise((resolve) => setTimeout(resolve, CLOCK_CACHED_MS));
}

/** Caches read the clock at most once per millisecond. */
const CLOCK_CACHED_MS = 5;

const bytesOf = (name: string, length = 1000) => Buffer.alloc(length, name);
const key = (segment: number, rendition = 'v720') => `${rendition}-0123456789abcdef/${segment}`;
const ref = (segment: number) => storedRef(key(segment));

describe.each(STORES)('segments in %s', (name, open) => {
  const usual = () => open(1_000_000, 60_000);

  async function read(store: SegmentStore, wanted: SegmentRef): Promise<string | undefined> {
    const stored = await store.get(wanted, never);
    return stored && Buffer.from(stored.bytes).toString();
  }

  test('are returned as they were put', async () => {
    const store = usual();
    await store.put(ref(1), bytesOf('one'));
    expect(store.probablyHas(ref(1))).toBe(true);
    expect(await read(store, ref(1))).toBe(bytesOf('one').toString());
    expect(store.bytes).toBeGreaterThanOrEqual(1000);
  });

  test('are not found before they are put', async () => {
    const store = usual();
    expect([store.probablyHas(ref(1)), await store.get(ref(1), never), store.bytes]).toEqual([
      false,
      undefined,
      0,
    ]);
  });

  test('may be empty', async () => {
    const store = usual();
    await store.put(ref(1), Buffer.alloc(0));
    expect((await store.get(ref(1), never))?.bytes.byteLength).toBe(0);
  });

  test('of two assets with the same key are apart, as links to one master are', async () => {
    const store = usual();
    const [film, link] = [storedRef(key(1), 'film'), storedRef(key(1), 'link')];
    await store.put(film, bytesOf('one'));
    expect(await read(store, link)).toBeUndefined();
    await store.put(link, bytesOf('one'));
    expect(await store.purge({ asset: toAssetId('link') })).toBe(1);
    expect(await read(store, link)).toBeUndefined();
    expect(await read(store, film)).toBe(bytesOf('one').toString());
    expect(await store.purge({})).toBe(1);
    expect(store.bytes).toBe(0);
  });

  test('are replaced', async () => {
    const store = usual();
    for (const name of ['one', 'another']) await store.put(ref(1), bytesOf(name));
    expect(await read(store, ref(1))).toBe(bytesOf('another').toString());
  });

  test.runIf(isBoundedByBytes(name))(
    'are evicted, the least recently used first, to make room for others',
    async () => {
      const store = open(4000, 60_000);
      for (const segment of [1, 2, 3]) await store.put(ref(segment), bytesOf('old'));
      await store.get(ref(1), never);
      await store.put(ref(4), bytesOf('new'));
      expect([1, 2, 3, 4].filter((segment) => store.probablyHas(ref(segment)))).toEqual([1, 3, 4]);
      expect(store.bytes).toBeLessThanOrEqual(4000);
    },
  );

  test.runIf(isBoundedByBytes(name))('are not stored when they are larger than the store', async () => {
    const store = open(4000, 60_000);
    await store.put(ref(1), bytesOf('small'));
    await store.put(ref(2), bytesOf('large', 5000));
    expect([store.probablyHas(ref(1)), store.probablyHas(ref(2))]).toEqual([true, false]);
  });

  test('expire a TTL after their last use', async () => {
    const store = open(1_000_000, 600_000);
    await store.put(ref(1), bytesOf('one'));
    await store.put(ref(2), bytesOf('two'));
    for (const laterMs of [400_000, 800_000, 1_200_000]) {
      await clockAheadBy(laterMs);
      expect(await store.get(ref(1), never)).toBeDefined();
    }
    expect([await store.get(ref(2), never), store.probablyHas(ref(2))]).toEqual([undefined, false]);
  });

  describe('are purged', () => {
    const all = [
      storedRef(key(1), 'film', 'one'),
      storedRef(key(2), 'film', 'two'),
      storedRef(key(3, 'v240'), 'film', 'two'),
      storedRef(key(4), 'news', 'two'),
    ];
    const film = toAssetId('film');

    const cases: readonly [string, PurgeScope, readonly number[]][] = [
      ['with their asset', { asset: film }, [4]],
      ['with a version of it', { asset: film, version: 'two' }, [1, 4]],
      ['with a rendition', { asset: film, rendition: 'v720' }, [3, 4]],
      ['all together', {}, []],
      ['not with an asset that is not cached', { asset: toAssetId('films') }, [1, 2, 3, 4]],
      ['not with a rendition whose id is only a prefix', { rendition: 'v72' }, [1, 2, 3, 4]],
    ];
    test.each(cases)('%s', async (_name, scope, left) => {
      const store = usual();
      for (const each of all) await store.put(each, bytesOf(each.key));
      expect(await store.purge(scope)).toBe(all.length - left.length);
      const found = await Promise.all(
        all.map(async (each) => [store.probablyHas(each), (await store.get(each, never)) !== undefined]),
      );
      expect(found).toEqual(all.map((_one, i) => [left.includes(i + 1), left.includes(i + 1)]));
    });

    test('from the moment of the purge on', async () => {
      const store = usual();
      await store.put(ref(1), bytesOf('one'));
      const purged = store.purge({ asset: film });
      expect([store.probablyHas(ref(1)), await store.get(ref(1), never)]).toEqual([false, undefined]);
      expect(await purged).toBe(1);
    });

    test('while they are being put', async () => {
      const store = usual();
      const putting = store.put(ref(1), bytesOf('one'));
      await store.purge({ asset: film });
      await putting;
      expect([store.probablyHas(ref(1)), await store.get(ref(1), never)]).toEqual([false, undefined]);
    });

    test('and are found again when they are put again', async () => {
      const store = usual();
      await store.put(ref(1), bytesOf('one'));
      await store.purge({ asset: film });
      await store.put(ref(1), bytesOf('two'));
      expect(await read(store, ref(1))).toBe(bytesOf('two').toString());
    });
  });
});

test('a bucket behind a disk says where a segment was found, which is on the disk from then on', async () => {
  const far = bucket(0, 60_000);
  await far.put(ref(1), bytesOf('one'));
  const near = disk(1_000_000, 60_000);
  const store = new ChainedStore(near, far);
  expect(await store.get(ref(1), never)).toMatchObject({ tier: 'bucket' });
  await vi.waitFor(() => expect(near.probablyHas(ref(1))).toBe(true));
  expect(await store.get(ref(1), never)).toMatchObject({ tier: 'disk' });
});
