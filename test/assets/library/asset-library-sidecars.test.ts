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
import { damaged } from '../../../src/tracks/refusals.js';
import { codeOf } from '../../masters/support/errors.js';
import { madeUpIndex } from '../../segments/support/made-up-master.js';
import { noTexts } from './support/no-texts.js';

const film = toAssetId('film');
const { signal } = new AbortController();

let root = '';
let now: number;
let indexed: string[];
let events: AssetEvent['type'][];
let library: AssetLibrary;
let isDamaged: (asset: string) => boolean;
/** Awaited by each index. */
let held: Promise<void>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'onplay-library-'));
  await put('film.mp4', 'film');
  now = 1;
  [indexed, events] = [[], []];
  [isDamaged, held] = [() => false, Promise.resolve()];
  library = madeLibrary();
});
afterEach(() => rm(root, { recursive: true }));

/** A library over the folder, as of another server. @param beforeDub awaited by each index of audio beside the film. */
function madeLibrary(beforeDub = async (): Promise<void> => undefined): AssetLibrary {
  return new AssetLibrary({
    patience: { remuxMs: 500, maxWaitMs: 1000 },
    store: growingStore(folderStore(root), { pauseMs: 1, quietMs: 0 }),
    indexes: {
      get: async (master) => {
        indexed.push(master.asset);
        await held;
        if (master.asset !== 'film') await beforeDub();
        if (isDamaged(master.asset)) throw damaged('it is made up');
        return madeUpIndex(master);
      },
      remove: async () => undefined,
      sweep: async () => undefined,
      open: (master) => master.open(),
    },
    texts: noTexts,
    segmentMap: { targetSeconds: 4, firstSeconds: [2, 2] },
    buildId: 'build',
    fontsId: 'fonts',
    passthrough: true,
    scheduler: createScheduler({ slots: 1, lightSlots: 2, maxQueued: 8 }),
    refusals: new FailureMemory({ ttlMs: 60_000, maxEntries: 10, retryableLimit: 3, clock: () => now }),
    log: createLogger({ level: 'silent' }),
    shutdownSignal: signal,
    onEvent: ({ type }) => events.push(type),
    clock: () => now,
  });
}

const put = (name: string, content: string) => writeFile(join(root, name), content);
const namesOf = (asset: Asset) => asset.sidecars.map(({ name }) => name);
/** Of audio and video. A text beside the master is a rendition more. */
const keysOf = ({ ladder, keyOf }: Asset) => renditionsOf({ ...ladder, text: [] }).map(keyOf);

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

describe('audio beside a film', () => {
  const dubIds = (asset: Asset) =>
    asset.ladder.audio.filter(({ sidecar, bitrate }) => sidecar && bitrate === 128_000).map(({ id }) => id);
  const own = (asset: Asset) =>
    asset.ladder.audio.filter(({ sidecar }) => !sidecar).map((rendition) => asset.keyOf(rendition));
  const keyOfDub = (asset: Asset, id: string) =>
    asset.keyOf(asset.ladder.audio.find((rendition) => rendition.id === id)!);

  it('is indexed as masters are, and offered with them from the first manifest on', async () => {
    await put('film.es.m4a', 'spanish');
    await put('film.en.ad.mp3', 'described');
    const asset = await library.get(film, signal);
    expect(dubIds(asset)).toStrictEqual(['a-en--ad-128k', 'a-es-128k']);
    expect(indexed.sort()).toStrictEqual(['film', 'film.en.ad.mp3', 'film.es.m4a']);
    expect(events).toStrictEqual(['asset.indexed']);
    expect(await library.get(film, signal)).toBe(asset);
  });

  it('has keys that depend on its own version alone, and leaves those of the master', async () => {
    const before = await library.get(film, signal);
    await put('film.es.m4a', 'spanish');
    const one = await afterNotice();
    await put('film.de.m4a', 'german');
    const two = await afterNotice();
    expect(dubIds(two)).toStrictEqual(['a-de-128k', 'a-es-128k']);
    expect(keyOfDub(two, 'a-es-128k')).toBe(keyOfDub(one, 'a-es-128k'));
    await put('film.es.m4a', 'spanish again');
    const three = await afterNotice();
    expect(keyOfDub(three, 'a-es-128k')).not.toBe(keyOfDub(two, 'a-es-128k'));
    expect(keyOfDub(three, 'a-de-128k')).toBe(keyOfDub(two, 'a-de-128k'));
    for (const asset of [one, two, three]) expect(own(asset)).toStrictEqual(own(before));
    expect(indexed.filter((name) => name === 'film')).toHaveLength(1);
  });

  it('is known to sessions that began with it, after it was removed', async () => {
    await put('film.es.m4a', 'spanish');
    const before = await library.get(film, signal);
    const key = keyOfDub(before, 'a-es-128k');
    await rm(join(root, 'film.es.m4a'));
    const after = await afterNotice();
    expect(dubIds(after)).toStrictEqual([]);
    expect(library.superseded(film, key)).toBe(before);
  });

  it('that cannot be played is named with the reason, and costs the film nothing', async () => {
    isDamaged = (asset) => asset.startsWith('film.es');
    await put('film.es.m4a', 'spanish');
    await put('film.de.m4a', 'german');
    const asset = await library.get(film, signal);
    expect(dubIds(asset)).toStrictEqual(['a-de-128k']);
    expect(asset.ignoredSidecars).toMatchObject([{ name: 'film.es.m4a', problem: 'refused' }]);
    expect(events).toStrictEqual(['asset.indexed']);
    expect(await library.get(film, signal)).toBe(asset);
  });

  it('keeps no manifest waiting for long', async () => {
    const asset = await library.get(film, signal);
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    await put('film.es.m4a', 'spanish');
    const meanwhile = await afterNotice();
    expect(dubIds(meanwhile)).toStrictEqual([]);
    expect(meanwhile.index).toBe(asset.index);
    resolve();
    await library.idle();
    now += 5001;
    await library.get(film, signal);
    await expect.poll(async () => dubIds(await library.get(film, signal))).toStrictEqual(['a-es-128k']);
  });

  it('is looked for again when a server asks for it that has not seen it', async () => {
    await library.get(film, signal);
    await put('film.es.m4a', 'spanish');
    const other = madeLibrary();
    const key = keyOfDub(await other.get(film, signal), 'a-es-128k');
    expect(dubIds(await library.getForMedia(film, signal))).toStrictEqual([]);
    const found = await library.getForRendition(film, key, signal);
    expect(keyOfDub(found, 'a-es-128k')).toBe(key);
  });

  it('that is still being prepared is asked for again, and not unknown', async () => {
    await put('film.es.m4a', 'spanish');
    const key = keyOfDub(await library.get(film, signal), 'a-es-128k');
    const { promise, resolve } = Promise.withResolvers<void>();
    const late = madeLibrary(() => promise);
    expect(await codeOf(() => late.getForRendition(film, key, signal))).toBe('master_preparing');
    resolve();
    await late.idle();
  });

  it('is found by its own name too', async () => {
    await put('film.es.m4a', 'spanish');
    await library.get(film, signal);
    for (const name of ['film.es', 'film.es.m4a'])
      expect((await library.get(toAssetId(name), signal)).id).toBe(name);
    expect((await library.list(10)).map(({ id }) => id)).toStrictEqual(['film']);
  });
});

describe('what is said beside a film', () => {
  it('is known with its first manifest, and with the next one after it was changed', async () => {
    await put('film.json', '{"title":"A film"}');
    expect((await library.get(film, signal)).metadata).toStrictEqual({ title: 'A film' });
    await put('film.json', '{"title":"Another"}');
    expect((await afterNotice()).metadata).toStrictEqual({ title: 'Another' });
  });

  it('is not used where it is malformed, and it is said why', async () => {
    await put('film.json', '{"max_height":"all"}');
    const asset = await library.get(film, signal);
    expect(asset.metadata).toBeUndefined();
    expect(asset.ignoredSidecars[0]).toMatchObject({ name: 'film.json', problem: 'malformed' });
    expect(asset.ignoredSidecars[0]?.detail).toMatch(/^max_height: /);
  });
});
