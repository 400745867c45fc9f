/** Assets that are returned without waiting. */
import { beforeEach, describe, expect, it } from 'vitest';
import { AssetLibrary } from '../../../src/assets/library/asset-library.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { FailureMemory } from '../../../src/shared/failure-memory.js';
import { createLogger } from '../../../src/shared/log.js';
import { createScheduler } from '../../../src/shared/scheduler/scheduler.js';
import type { Master } from '../../../src/stores/store.js';
import { damaged } from '../../../src/tracks/refusals.js';
import { settle, stateOf } from '../../encoder/fixtures/controlled-work.js';
import { madeUpIndex, madeUpMaster } from '../../segments/support/made-up-master.js';
import { noTexts } from './support/no-texts.js';

/** Just longer than an answer of the store is used. */
const AFTER_TTL_MS = 2001;
const film = toAssetId('film');

let now: number;
let masters: Map<string, Master>;
let isDamaged: boolean;
let finds: number;
let library: AssetLibrary;

beforeEach(() => {
  now = 1;
  masters = new Map([['film', madeUpMaster('film')]]);
  isDamaged = false;
  finds = 0;
  library = new AssetLibrary({
    store: {
      find: async (asset) => {
        finds += 1;
        return masters.get(asset);
      },
      list: async () => [...masters.keys()],
    },
    indexes: {
      get: async (master) => {
        await settle();
        if (isDamaged) throw damaged('it is made up');
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
    shutdownSignal: new AbortController().signal,
    clock: () => now,
    maxIndexBytes: 50_000,
  });
});

const get = (id = film) => library.get(id, new AbortController().signal);

describe('the ready asset', () => {
  it('is the last one returned, while the last answer of the store is used', async () => {
    const asset = await get();
    expect(library.ready(film)).toBe(asset);
    now += AFTER_TTL_MS;
    expect(library.ready(film)).toBeUndefined();
    expect(await get()).toBe(asset);
    expect(library.ready(film)).toBe(asset);
    expect(finds).toBe(2);
  });

  it('is undefined before the first request, and while its master is indexed', async () => {
    expect(library.ready(film)).toBeUndefined();
    const request = get();
    expect(library.ready(film)).toBeUndefined();
    await Promise.resolve();
    expect(library.ready(film)).toBeUndefined();
    const asset = await request;
    expect(library.ready(film)).toBe(asset);
  });

  it('is never a superseded version once the store was asked again', async () => {
    await get();
    masters.set('film', madeUpMaster('film', 'v2'));
    now += AFTER_TTL_MS;
    const request = get();
    expect(library.ready(film)).toBeUndefined();
    await settle();
    expect(library.ready(film)?.master.version).not.toBe('v1');
    expect((await request).master.version).toBe('v2');
    expect(library.ready(film)?.master.version).toBe('v2');
  });

  it('is undefined once its master is gone', async () => {
    await get();
    masters.delete('film');
    now += AFTER_TTL_MS;
    expect(await stateOf(get())).toBe('asset_unknown');
    expect(library.ready(film)).toBeUndefined();
  });

  it('is undefined when the new version was refused', async () => {
    await get();
    masters.set('film', madeUpMaster('film', 'v2'));
    isDamaged = true;
    now += AFTER_TTL_MS;
    await get().catch(() => undefined);
    expect(library.ready(film)).toBeUndefined();
  });

  it('is undefined when its index was evicted', async () => {
    await get();
    for (const name of ['a', 'b', 'c']) {
      masters.set(name, madeUpMaster(name));
      await get(toAssetId(name));
    }
    expect(library.ready(film)).toBeUndefined();
    expect(library.ready(toAssetId('c'))?.id).toBe('c');
  });
});
