/** An asset whose sidecars change, over a real folder; its index is made up. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Asset } from '../../../src/assets/asset.js';
import { AssetLibrary } from '../../../src/assets/library/asset-library.js';
import type { AssetEvent } from '../../../src/assets/library/asset-state.js';
import { renditionsOf } from '../../../src/encoder/index.js';
import { growingStore } from '../../../src/masters/growth/growing-store.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { FailureMemory } from '../../../src/shared/failure-memory.js';
import { createLogger } from '../../../src/shared/log.js';
import { createScheduler } from '../../../src/shared/scheduler/scheduler.js';
import { folderStore } from '../../../src/stores/folder-store.js';
import { codeOf } from '../../masters/support/errors.js';
import { madeUpIndex } from '../../segments/support/made-up-master.js';

const film = toAssetId('film');
const { signal } = new AbortController();

let root = '';
let now: number;
let indexed: string[];
let events: AssetEvent['type'][];
let library: AssetLibrary;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'onplay-library-'));
  await put('film.mp4', 'film');
  now = 1;
  [indexed, events] = [[], []];
  library = new AssetLibrary({
    store: growingStore(folderStore(root), { pauseMs: 1, quietMs: 0 }),
    indexes: {
      get: async (master) => {
        indexed.push(master.asset);
        return madeUpIndex(master);
      },
      remove: async () => undefined,
      sweep: async () => undefined,
      open: (master) => master.open(),
    },
    segmentMap: { targetSeconds: 4, firstSeconds: [2, 2] },
    buildId: 'build',
    passthrough: true,
    scheduler: createScheduler({ slots: 1, lightSlots: 2, maxQueued: 8 }),
    refusals: new FailureMemory({ ttlMs: 60_000, maxEntries: 10, retryableLimit: 3, clock: () => now }),
    log: createLogger({ level: 'silent' }),
    shutdownSignal: signal,
    onEvent: ({ type }) => events.push(type),
    clock: () => now,
  });
});
afterEach(() => rm(root, { recursive: true }));

const put = (name: string, content: string) => writeFile(join(root, name), content);
const namesOf = (asset: Asset) => asset.sidecars.map(({ name }) => name);
const keysOf = (asset: Asset) => renditionsOf(asset.ladder).map(asset.keyOf);

/** The asset after its folder was changed, as by the notice of a watch. */
async function afterNotice(): Promise<Asset> {
  await library.revalidate(film);
  return library.get(film, signal);
}

describe('an asset whose sidecars change', () => {
  it('is another with the same index and the same keys, and is not indexed again', async () => {
    const before = await library.get(film, signal);
    expect(namesOf(before)).toStrictEqual([]);
    await put('film.en.vtt', 'WEBVTT');
    const added = await afterNotice();
    expect(namesOf(added)).toStrictEqual(['film.en.vtt']);
    await put('film.en.vtt', 'WEBVTT longer');
    const changed = await afterNotice();
    expect(changed.sidecars[0]?.version).not.toBe(added.sidecars[0]?.version);
    await rm(join(root, 'film.en.vtt'));
    const removed = await afterNotice();
    expect(namesOf(removed)).toStrictEqual([]);
    for (const asset of [added, changed, removed]) {
      expect(asset.index).toBe(before.index);
      expect(keysOf(asset)).toStrictEqual(keysOf(before));
    }
    expect(indexed).toStrictEqual(['film']);
    expect(events).toStrictEqual(['asset.indexed']);
  });

  it('is the same one while nothing changes', async () => {
    await put('film.en.vtt', 'WEBVTT');
    const before = await library.get(film, signal);
    expect(await afterNotice()).toBe(before);
    expect(library.ready(film)).toBe(before);
  });

  it('is noticed without a notice once the listing of its folder is old', async () => {
    await put('film.en.vtt', 'WEBVTT');
    await library.get(film, signal);
    await put('film.en.vtt', 'WEBVTT longer');
    now += 2001;
    const [english] = (await library.get(film, signal)).sidecars;
    expect(english?.size).toBe(13);
  });

  it('reads its own sidecars in the version that it has', async () => {
    await put('film.json', '{}');
    const before = await library.get(film, signal);
    const [metadata] = before.sidecars;
    expect(Buffer.from(await before.readSidecar(metadata!)).toString()).toBe('{}');
    await put('film.json', '{"title":1}');
    const after = await afterNotice();
    expect(await codeOf(() => before.readSidecar(metadata!))).toBe('sidecar_changed');
    expect(await codeOf(() => after.readSidecar(metadata!))).toBe('sidecar_changed');
    expect(Buffer.from(await after.readSidecar(after.sidecars[0]!)).toString()).toBe('{"title":1}');
  });

  it('says what is not used', async () => {
    await put('film.english.vtt', 'WEBVTT');
    const asset = await library.get(film, signal);
    expect(asset.ignoredSidecars).toStrictEqual([{ name: 'film.english.vtt', problem: 'tag_unknown' }]);
  });
});
