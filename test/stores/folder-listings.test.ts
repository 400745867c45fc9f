import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { FolderListing } from '../../src/stores/folder-content.js';
import { FolderListings } from '../../src/stores/folder-listings.js';

interface Reading {
  readonly folder: string;
  resolves(names: number): void;
  rejects(): void;
}

let now: number;
let readings: Reading[];
let listings: FolderListings;

function listingOf(names: number): FolderListing {
  const files = new Map(Array.from({ length: names }, (_, i) => [`film-${i}`, `film-${i}.mp4`]));
  return {
    files,
    dubs: new Set(),
    sidecars: new Map(),
    folders: new Map(),
    isEmpty: names === 0,
    identity: '1',
    notices: [],
  };
}

beforeEach(() => {
  now = 0;
  readings = [];
  listings = new FolderListings({
    clock: () => now,
    read: (folder) =>
      new Promise((resolve, reject) => {
        readings.push({
          folder,
          resolves: (names) => resolve(listingOf(names)),
          rejects: () => reject(new Error('the disk is unavailable')),
        });
      }),
  });
});

/** Resolves once all pending microtasks have run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the listing of a directory', () => {
  it('is read once for concurrent callers', async () => {
    const calls = Array.from({ length: 40 }, () => listings.fresh('a'));
    await settle();
    readings[0]!.resolves(3);
    const results = await Promise.all(calls);
    expect(new Set(results).size).toBe(1);
    expect(readings).toHaveLength(1);
  });

  it('is read after the call: callers that arrive during a read share the next one', async () => {
    const first = listings.fresh('a');
    await settle();
    const later = [listings.fresh('a'), listings.fresh('a')];
    await settle();
    expect(readings).toHaveLength(1);
    readings[0]!.resolves(1);
    expect((await first)?.files.size).toBe(1);
    await settle();
    expect(readings).toHaveLength(2);
    readings[1]!.resolves(2);
    for (const listing of await Promise.all(later)) expect(listing?.files.size).toBe(2);
  });

  it('is not read again until nine times the duration of the last read has passed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    try {
      const first = listings.fresh('a');
      await settle();
      now = 100;
      readings[0]!.resolves(1);
      await first;
      const second = listings.fresh('a');
      await settle();
      await vi.advanceTimersByTimeAsync(899);
      expect(readings).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(readings).toHaveLength(2);
      readings[1]!.resolves(2);
      expect((await second)?.files.size).toBe(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is read again after a failure, and the last good one stays cached', async () => {
    const first = listings.fresh('a');
    await settle();
    readings[0]!.resolves(1);
    await first;
    const failing = listings.fresh('a');
    await settle();
    readings[1]!.rejects();
    await expect(failing).rejects.toThrow('unavailable');
    expect(listings.last('a')?.files.size).toBe(1);
    const third = listings.fresh('a');
    await settle();
    readings[2]!.resolves(3);
    expect((await third)?.files.size).toBe(3);
  });

  it('is evicted when all listings together exceed half a million names', async () => {
    for (const [folder, names] of [
      ['a', 300_000],
      ['b', 300_000],
    ] as const) {
      const listing = listings.fresh(folder);
      await settle();
      readings.at(-1)!.resolves(names);
      await listing;
    }
    expect(listings.last('a')).toBeUndefined();
    expect(listings.last('b')).toBeDefined();
  });

  it('is served from the cache up to the age that the caller allows', async () => {
    const first = listings.fresh('a');
    await settle();
    readings[0]!.resolves(1);
    await first;
    now = 1000;
    expect((await listings.recent('a', 1000))?.files.size).toBe(1);
    const second = listings.recent('a', 999);
    await settle();
    readings[1]!.resolves(2);
    expect((await second)?.files.size).toBe(2);
  });
});
