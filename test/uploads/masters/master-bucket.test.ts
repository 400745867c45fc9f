import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toAssetId } from '../../../src/shared/asset-id.js';
import type { Master, MasterStore } from '../../../src/stores/store.js';
import { MasterBucket } from '../../../src/uploads/masters/master-bucket.js';
import { masterName } from '../../../src/uploads/masters/master-name.js';

let folder: string;
let objects: Map<string, string>;
let bucket: MasterBucket;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-bucket-'));
  objects = new Map();
  bucket = new MasterBucket({
    ...{ folder, minFreeBytes: 0, prefix: 'masters/', store: storeOf(objects) },
    shutdownSignal: new AbortController().signal,
    open: async () => ({
      putFile: async (key, path) => void objects.set(key, await readFile(path, 'utf8')),
      head: async (key) => (objects.has(key) ? { size: 3 } : undefined),
      delete: async (keys) => keys.forEach((key) => void objects.delete(key)),
    }),
  });
  await bucket.prepare();
});
afterEach(() => rm(folder, { recursive: true }));

/** Finds an object by the name of its asset. */
function storeOf(all: ReadonlyMap<string, string>): MasterStore {
  return {
    find: async (asset) => {
      const key = [...all.keys()].find((each) => each.startsWith(`masters/${asset}.`));
      return key === undefined ? undefined : ({ asset, size: 3, object: { key } } as Master);
    },
    list: async () => [],
  };
}

async function publish(name: string, replace = false): Promise<void> {
  const staged = bucket.staging.pathOf('a.part');
  await writeFile(staged, 'new');
  await bucket.publish(staged, masterName(name, {}), replace);
}

describe('masters in a bucket', () => {
  it('are put under their names, and leave nothing on the disk', async () => {
    await publish('films/pilot.mp4');
    expect([...objects]).toEqual([['masters/films/pilot.mp4', 'new']]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('are replaced only where that is asked for, whatever their extension', async () => {
    objects.set('masters/film.mkv', 'old');
    await expect(bucket.assertPlaceable(toAssetId('film'), false)).rejects.toMatchObject({
      code: 'asset_exists',
    });
    await expect(publish('film.mp4')).rejects.toMatchObject({ code: 'asset_exists' });
    expect([...objects.keys()]).toEqual(['masters/film.mkv']);
    await publish('film.mp4', true);
    expect([...objects.keys()]).toEqual(['masters/film.mp4']);
    await publish('film.mp4', true);
    expect([...objects.keys()]).toEqual(['masters/film.mp4']);
  });

  it('are removed by name', async () => {
    objects.set('masters/film.mkv', 'old');
    expect(await bucket.remove(toAssetId('film'))).toMatchObject({ master: { asset: 'film' } });
    expect(objects.size).toBe(0);
    await expect(bucket.remove(toAssetId('film'))).rejects.toMatchObject({ code: 'asset_unknown' });
  });
});
