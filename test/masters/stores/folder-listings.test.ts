import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FolderListings } from '../../../src/masters/stores/folder-listings.js';
import type { FolderListing } from '../../../src/masters/stores/read-folder.js';

interface Reading {
  readonly folder: string;
  gives(names: number): void;
  fails(): void;
}

let now: number;
let readings: Reading[];
let listings: FolderListings;

function listingOf(names: number): FolderListing {
  const files = new Map(Array.from({ length: names }, (_, i) => [`film-${i}`, `film-${i}.mp4`]));
  return { files, folders: [], identity: '1' };
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
          gives: (names) => resolve(listingOf(names)),
          fails: () => reject(new Error('the disk is away')),
        });
      }),
  });
});

/** Lets everything that waits for nothing but its turn go on. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the listing of a folder', () => {
  it('is read once for all who ask at the same moment', async () => {
    const asked = Array.from({ length: 40 }, () => listings.fresh('a'));
    await turn();
    readings[0]!.gives(3);
    const given = await Promise.all(asked);
    expect(new Set(given).size).toBe(1);
    expect(readings).toHaveLength(1);
  });

  it('begins after it was asked for: those who come while it is read share the next', async () => {
    const first = listings.fresh('a');
    await turn();
    const later = [listings.fresh('a'), listings.fresh('a')];
    await turn();
    expect(readings).toHaveLength(1);
    readings[0]!.gives(1);
    expect((await first)?.files.size).toBe(1);
    await turn();
    expect(readings).toHaveLength(2);
    readings[1]!.gives(2);
    for (const listing of await Promise.all(later)) expect(listing?.files.size).toBe(2);
  });

  it('leaves the folder alone nine times as long as the last one took', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    try {
      const first = listings.fresh('a');
      await turn();
      now = 100;
      readings[0]!.gives(1);
      await first;
      const second = listings.fresh('a');
      await turn();
      await vi.advanceTimersByTimeAsync(899);
      expect(readings).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(readings).toHaveLength(2);
      readings[1]!.gives(2);
      expect((await second)?.files.size).toBe(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is asked for anew after it failed, and the last good one is kept', async () => {
    const first = listings.fresh('a');
    await turn();
    readings[0]!.gives(1);
    await first;
    const failing = listings.fresh('a');
    await turn();
    readings[1]!.fails();
    await expect(failing).rejects.toThrow('away');
    expect(listings.last('a')?.files.size).toBe(1);
    const third = listings.fresh('a');
    await turn();
    readings[2]!.gives(3);
    expect((await third)?.files.size).toBe(3);
  });

  it('is kept as long as all listings together have no more than half a million names', async () => {
    for (const [folder, names] of [
      ['a', 300_000],
      ['b', 300_000],
    ] as const) {
      const listing = listings.fresh(folder);
      await turn();
      readings.at(-1)!.gives(names);
      await listing;
    }
    expect(listings.last('a')).toBeUndefined();
    expect(listings.last('b')).toBeDefined();
  });

  it('may be as old as the caller says', async () => {
    const first = listings.fresh('a');
    await turn();
    readings[0]!.gives(1);
    await first;
    now = 1000;
    expect((await listings.recent('a', 1000))?.files.size).toBe(1);
    const anew = listings.recent('a', 999);
    await turn();
    readings[1]!.gives(2);
    expect((await anew)?.files.size).toBe(2);
  });
});
