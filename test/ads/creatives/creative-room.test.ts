import { mkdir, mkdtemp, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CreativeRoom } from '../../../src/ads/creatives/creative-room.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { OnplayError } from '../../../src/shared/errors.js';
import { createLogger } from '../../../src/shared/log.js';

const HOUR_MS = 60 * 60_000;
let folder: string;
let now: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-creatives-'));
  now = 100 * HOUR_MS;
});
afterEach(() => rm(folder, { recursive: true }));

const creative = (n: number) => toAssetId(`ads/${String(n).padStart(32, '0')}`);

/** Room for three of at most 10 bytes, each of which is played for an hour. */
function roomFor(removed: string[], more: Partial<ConstructorParameters<typeof CreativeRoom>[0]> = {}) {
  return new CreativeRoom({
    ...{ file: join(folder, 'creatives.json'), maxBytes: 30, maxCreativeBytes: 10, playedMs: HOUR_MS },
    remove: async (asset) => void removed.push(asset),
    log: createLogger({ level: 'silent' }),
    clock: () => now,
    ...more,
  });
}

/** Copies creatives one after the other, a minute apart. */
async function copied(room: CreativeRoom, numbers: readonly number[], bytes = 10) {
  for (const n of numbers) {
    expect(await room.reserve(creative(n), 'ads.example')).toBe(true);
    await room.keep(creative(n), bytes);
    now += 60_000;
  }
}

describe('the room of creatives', () => {
  it('is made by removing those that no session was given for the longest time, as few as do', async () => {
    const removed: string[] = [];
    const room = roomFor(removed);
    await copied(room, [1, 2, 3]);
    await room.use(creative(1));
    now += 2 * HOUR_MS;
    await copied(room, [4]);
    expect(removed).toEqual([creative(2)]);
  });

  it('is not made by removing one that a session may still play', async () => {
    const removed: string[] = [];
    const room = roomFor(removed);
    await copied(room, [1, 2, 3]);
    now += 2 * HOUR_MS;
    for (const n of [1, 2, 3]) await room.use(creative(n));
    expect(await room.reserve(creative(4), 'ads.example')).toBe(false);
    now += HOUR_MS;
    expect(await room.reserve(creative(4), 'ads.example')).toBe(false);
    now += HOUR_MS;
    expect(await room.reserve(creative(4), 'ads.example')).toBe(true);
    expect(removed).toEqual([creative(1)]);
  });

  it('counts one that is being copied as the largest that it may be, and never removes it', async () => {
    const removed: string[] = [];
    const room = roomFor(removed);
    for (const n of [1, 2, 3]) expect(await room.reserve(creative(n), 'ads.example')).toBe(true);
    now += 2 * HOUR_MS;
    expect(await room.reserve(creative(4), 'ads.example')).toBe(false);
    await room.keep(creative(1), 0);
    expect(await room.reserve(creative(4), 'ads.example')).toBe(true);
    expect(removed).toEqual([]);
  });

  it('is given back by one that could not be copied', async () => {
    const room = roomFor([]);
    for (const n of [1, 2, 3]) await room.reserve(creative(n), 'ads.example');
    await room.release(creative(2));
    expect(await room.reserve(creative(4), 'ads.example')).toBe(true);
  });

  it('is for so many, however small they are', async () => {
    const removed: string[] = [];
    const room = roomFor(removed, { maxCreatives: 2 });
    await copied(room, [1, 2], 1);
    expect(await room.reserve(creative(3), 'ads.example')).toBe(false);
    now += 2 * HOUR_MS;
    await copied(room, [3], 1);
    expect(removed).toEqual([creative(1)]);
  });

  it('is known after a restart', async () => {
    await copied(roomFor([]), [1, 2, 3]);
    const removed: string[] = [];
    const room = roomFor(removed);
    expect(await room.reserve(creative(4), 'ads.example')).toBe(false);
    now += 2 * HOUR_MS;
    expect(await room.reserve(creative(4), 'ads.example')).toBe(true);
    expect(removed).toEqual([creative(1)]);
  });

  it('is there for all where what is known of it cannot be read', async () => {
    await writeFile(join(folder, 'creatives.json'), '[{"asset":"../film"}]');
    expect(await roomFor([]).reserve(creative(1), 'ads.example')).toBe(true);
  });

  it('is not given while what there is cannot be read, and given when it can', async () => {
    const removed: string[] = [];
    await copied(roomFor([]), [1, 2, 3]);
    const file = join(folder, 'creatives.json');
    await rename(file, `${file}-elsewhere`);
    await mkdir(file);
    const room = roomFor(removed);
    now += 2 * HOUR_MS;
    expect(await room.reserve(creative(4), 'ads.example')).toBe(false);
    expect(await room.use(creative(1))).toBe(true);
    await rmdir(file);
    await rename(`${file}-elsewhere`, file);
    expect(await room.reserve(creative(4), 'ads.example')).toBe(true);
    expect(removed).toEqual([creative(1)]);
  });

  it('keeps what it can read of what is damaged', async () => {
    await copied(roomFor([]), [1, 2, 3]);
    const file = join(folder, 'creatives.json');
    const records = JSON.parse(await readFile(file, 'utf8')) as object[];
    await writeFile(file, JSON.stringify([{ ...records[0], usedAt: 'yesterday' }, ...records.slice(1)]));
    const removed: string[] = [];
    const room = roomFor(removed);
    now += 2 * HOUR_MS;
    await copied(room, [4, 5]);
    expect(removed).toEqual([creative(2)]);
  });

  it('is half for each of several ad servers at most', async () => {
    const removed: string[] = [];
    const room = roomFor(removed, { maxBytes: 40, isShared: true });
    await copied(room, [1, 2]);
    expect(await room.reserve(creative(3), 'ads.example')).toBe(false);
    expect(await room.reserve(creative(4), 'other.example')).toBe(true);
    await room.keep(creative(4), 10);
    now += 2 * HOUR_MS;
    await copied(room, [3]);
    expect(removed).toEqual([creative(1)]);
  });

  it('is made by one that an operator has removed already', async () => {
    const remove = async () => {
      throw new OnplayError('asset_unknown', { publicDetail: 'There is none.' });
    };
    const room = roomFor([], { remove });
    await copied(room, [1, 2, 3]);
    now += 2 * HOUR_MS;
    expect(await room.reserve(creative(4), 'ads.example')).toBe(true);
  });

  it('is not made by one that cannot be removed, which stays', async () => {
    let isReadOnly = true;
    const removed: string[] = [];
    const room = roomFor([], {
      remove: async (asset) => {
        if (isReadOnly) throw new Error('read-only');
        removed.push(asset);
      },
    });
    await copied(room, [1, 2, 3]);
    now += 2 * HOUR_MS;
    expect(await room.reserve(creative(4), 'ads.example')).toBe(false);
    isReadOnly = false;
    expect(await room.reserve(creative(4), 'ads.example')).toBe(true);
    expect(removed).toEqual([creative(1)]);
  });

  it('is given to no session by one that is being removed', async () => {
    const removal = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const room = roomFor([], {
      remove: () => {
        begun.resolve();
        return removal.promise;
      },
    });
    await copied(room, [1, 2, 3]);
    now += 2 * HOUR_MS;
    const reserved = room.reserve(creative(4), 'ads.example');
    await begun.promise;
    expect([await room.use(creative(1)), await room.use(creative(2))]).toEqual([false, true]);
    removal.resolve();
    expect(await reserved).toBe(true);
  });
});
