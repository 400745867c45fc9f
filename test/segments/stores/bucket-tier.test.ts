/** Segments in a bucket that servers share: never wrong, whatever the store does, and never an obstacle. */
import pino from 'pino';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { BucketTier } from '../../../src/segments/stores/bucket/bucket-tier.js';
import { sweep } from '../../../src/segments/stores/bucket/sweep.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { MemoryObjects, unavailable } from '../../stores/support/memory-objects.js';
import { storedRef } from '../support/stored-ref.js';

const TTL_MS = 60_000;
const ROOT = 'cache/segments/';
const FILM = { asset: toAssetId('film') };
const BYTES = Buffer.from('what was encoded '.repeat(100));
const never = new AbortController().signal;
const log = pino({ level: 'silent' });
const ref = (segment: number, asset?: string) => storedRef(`v720-0123456789abcdef/${segment}`, asset);

let objects: MemoryObjects;
let now: number;

beforeEach(() => {
  objects = new MemoryObjects();
  now = Date.now();
});

/** One of several servers with the same bucket. */
function open(): BucketTier {
  return new BucketTier({ objects, root: ROOT, ttlMs: TTL_MS, log, clock: () => now });
}

/** Until `release`, operations of this name wait before they take effect. */
function holdUp(operation: string) {
  const { promise, resolve: release } = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  objects.before = async (name) => {
    if (name !== operation) return;
    begun.resolve();
    await promise;
  };
  return { begun: begun.promise, release };
}

describe('what one server has stored', () => {
  test('another finds, though only by asking', async () => {
    await open().put(ref(1), BYTES);
    const other = open();
    expect(other.probablyHas(ref(1))).toBe(false);
    expect(Buffer.from((await other.get(ref(1), never))!.bytes).equals(BYTES)).toBe(true);
    expect(other.probablyHas(ref(1))).toBe(true);
  });

  test('is gone for all when one purges it', async () => {
    const [one, other] = [open(), open()];
    await one.put(ref(1), BYTES);
    await one.put(ref(2, 'news'), BYTES);
    expect(await other.purge(FILM)).toBe(1);
    expect(await one.get(ref(1), never)).toBeUndefined();
    expect(await one.get(ref(2, 'news'), never)).toBeDefined();
  });

  test('lies under a prefix of its asset, so that a purge lists no more than that', async () => {
    const tier = open();
    for (let i = 0; i < 9; i++) await tier.put(ref(i, `asset ${i}`), BYTES);
    const listed: string[] = [];
    objects.before = async (operation, key) => void (operation === 'list' && listed.push(key));
    await tier.purge({ asset: toAssetId('asset 3') });
    expect(listed).toEqual([expect.stringMatching(/^cache\/segments\/[0-9a-f]{32}\/$/)]);
    expect(objects.objects.size).toBe(8);
  });
});

describe('an object that is not what was written for the segment', () => {
  test.each<[string, (object: Buffer) => Buffer]>([
    ['with another byte', (object) => Buffer.concat([object.subarray(0, -1), Buffer.from([0])])],
    ['with another time', (object) => Buffer.concat([Buffer.alloc(8, 1), object.subarray(8)])],
    ['cut short', (object) => object.subarray(0, 200)],
    ['empty', () => Buffer.alloc(0)],
  ])('is not served: %s', async (_, spoil) => {
    const tier = open();
    await tier.put(ref(1), BYTES);
    const [[key, object]] = [...objects.objects] as [[string, { bytes: Uint8Array; modifiedMs: number }]];
    objects.objects.set(key, { ...object, bytes: spoil(Buffer.from(object.bytes)) });
    expect([await tier.get(ref(1), never), tier.probablyHas(ref(1))]).toEqual([undefined, false]);
  });

  test('is not served: of another segment', async () => {
    const tier = open();
    await tier.put(ref(1), BYTES);
    await tier.put(ref(2), Buffer.from('other'));
    const [one, two] = [...objects.objects.keys()] as [string, string];
    objects.objects.set(one, objects.objects.get(two)!);
    expect(await tier.get(ref(1), never)).toBeUndefined();
  });
});

describe('a store that fails', () => {
  test('makes a miss of each read, is left alone for a while, and asked again then', async () => {
    const tier = open();
    await tier.put(ref(1), BYTES);
    objects.before = async () => Promise.reject(unavailable());
    for (let i = 0; i < 5; i++) expect(await tier.get(ref(1), never)).toBeUndefined();
    expect(objects.counts['get']).toBe(1);
    objects.before = async () => undefined;
    const realNow = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => realNow() + 11_000);
    expect(await tier.get(ref(1), never)).toBeDefined();
  });

  test('does not make a put fail', async () => {
    const tier = open();
    objects.before = async () => Promise.reject(unavailable());
    await tier.put(ref(1), BYTES);
    expect([tier.probablyHas(ref(1)), tier.bytes]).toEqual([false, 0]);
  });

  test('while it should remove segments does not bring them back later', async () => {
    const tier = open();
    await tier.put(ref(1), BYTES);
    objects.before = async (operation) => {
      if (operation === 'list') throw unavailable();
    };
    await tier.purge(FILM);
    expect(await tier.get(ref(1), never)).toBeUndefined();
    expect(objects.objects.size).toBe(1);
    objects.before = async () => undefined;
    await vi.waitFor(() => expect(objects.objects.size).toBe(0));
    await vi.waitFor(async () => {
      await tier.put(ref(1), BYTES);
      expect(await tier.get(ref(1), never)).toBeDefined();
    });
  });

  test('by not answering is given up', async () => {
    const tier = open();
    const { release } = holdUp('get');
    const abort = new AbortController();
    const reading = tier.get(ref(1), abort.signal);
    abort.abort();
    release();
    expect(await reading).toBeUndefined();
    expect(await tier.get(ref(1), never)).toBeUndefined();
  });
});

describe('a segment that is purged', () => {
  test('while it is read is not found', async () => {
    const tier = open();
    await tier.put(ref(1), BYTES);
    const { begun, release } = holdUp('get');
    const reading = tier.get(ref(1), never);
    await begun;
    const purging = tier.purge(FILM);
    release();
    expect([await reading, await purging]).toEqual([undefined, 1]);
  });

  test('while it is written is removed when it has been', async () => {
    const tier = open();
    const { begun, release } = holdUp('put');
    const writing = tier.put(ref(1), BYTES);
    await begun;
    await tier.purge(FILM);
    expect(await tier.get(ref(1), never)).toBeUndefined();
    release();
    await writing;
    expect([objects.objects.size, await tier.get(ref(1), never)]).toEqual([0, undefined]);
  });
});

test('at most eight segments are written at once', async () => {
  const tier = open();
  const { begun, release } = holdUp('put');
  const puts = Array.from({ length: 12 }, (_, i) => tier.put(ref(i), BYTES));
  await begun;
  expect(objects.counts['put']).toBe(8);
  release();
  await Promise.all(puts);
  expect(objects.objects.size).toBe(12);
});

test('segments beyond 64 MiB do not wait to be written', async () => {
  const tier = open();
  const { begun, release } = holdUp('put');
  const large = Buffer.alloc(30 * 1024 * 1024);
  const puts = [1, 2, 3].map((segment) => tier.put(ref(segment), large));
  await begun;
  release();
  await Promise.all(puts);
  expect([1, 2, 3].map((segment) => tier.probablyHas(ref(segment)))).toEqual([true, true, false]);
});

test('a segment that is used in the second half of its time is written again', async () => {
  const tier = open();
  await tier.put(ref(1), BYTES);
  now += TTL_MS / 4;
  await tier.get(ref(1), never);
  await tier.idle();
  expect(objects.counts['put']).toBe(1);
  now += TTL_MS / 2;
  await tier.get(ref(1), never);
  await tier.idle();
  expect(objects.counts['put']).toBe(2);
});

test('a sweep removes segments that have expired, and nothing else under the prefix', async () => {
  const tier = open();
  await tier.put(ref(1), BYTES);
  await tier.put(ref(2), BYTES);
  const [old] = [...objects.objects.keys()] as [string];
  const long = now - TTL_MS - 1;
  objects.objects.set(old, { ...objects.objects.get(old)!, modifiedMs: long });
  objects.objects.set(`${ROOT}README`, { bytes: BYTES, modifiedMs: long });
  const options = { objects, root: ROOT, ttlMs: TTL_MS, log, clock: () => now, signal: never };
  expect(await sweep(options)).toBe(1);
  expect([...objects.objects.keys()]).not.toContain(old);
  expect(objects.objects.size).toBe(2);
});

test('nothing is asked of the store for a key that is none of a segment', async () => {
  const tier = open();
  for (const key of ['../escape/1', 'v720', 'v720/1/2']) {
    await tier.put(storedRef(key), BYTES);
    expect(await tier.get(storedRef(key), never)).toBeUndefined();
  }
  expect(objects.counts).toEqual({});
});
