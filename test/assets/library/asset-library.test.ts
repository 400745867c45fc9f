import { beforeEach, describe, expect, it } from 'vitest';
import { withFile } from '../../../src/assets/asset-files.js';
import { assetForSegment, completed } from '../../../src/assets/asset-for-segment.js';
import type { IndexProcess, IndexStore } from '../../../src/assets/index-store.js';
import { AssetLibrary } from '../../../src/assets/library/asset-library.js';
import type { OutlinedIndex } from '../../../src/masters/indexing/outline/outlined-index.js';
import type { MasterIndex } from '../../../src/masters/master-index.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { OnplayError } from '../../../src/shared/errors.js';
import { FailureMemory } from '../../../src/shared/failure-memory.js';
import { createLogger } from '../../../src/shared/log.js';
import { encodeCancelled } from '../../../src/shared/scheduler/errors.js';
import { createScheduler } from '../../../src/shared/scheduler/scheduler.js';
import type { Master } from '../../../src/stores/store.js';
import { damaged } from '../../../src/tracks/refusals.js';
import { controlledWork, settle, stateOf } from '../../encoder/fixtures/controlled-work.js';
import { madeUpIndex, madeUpMaster, openNothing } from '../../segments/support/made-up-master.js';
import { noTexts } from './support/no-texts.js';

const film = toAssetId('film');
const anyone = new AbortController().signal;

type Build = (master: Master, signal: AbortSignal, process?: IndexProcess) => Promise<MasterIndex>;

/** Work that ends only when it is aborted. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(encodeCancelled()), { once: true }),
  );
}

/** What is known of a film at first: here all but the samples of its last frame. */
function outlinedIndex(master: Master): OutlinedIndex {
  const { video, ...index } = madeUpIndex(master);
  const headFrames = video!.frames.length - 1;
  return { ...index, video: video!, outline: { video: video!, audio: index.audio, headFrames } };
}

/** A library over masters and indexes that the test can change. */
function testLibrary(maxIndexBytes?: number) {
  let now = 1;
  const masters = new Map<string, Master | OnplayError>([['film', madeUpMaster('film')]]);
  const calls = { find: 0, index: [] as string[] };
  let index: Build = async (master) => madeUpIndex(master);
  const open: { current: IndexStore['open'] } = { current: (master) => master.open() };
  const lines: string[] = [];
  const shutdownSignal = new AbortController();
  const library = new AssetLibrary({
    store: {
      find: async (asset) => {
        calls.find += 1;
        const master = masters.get(asset);
        if (master instanceof OnplayError) throw master;
        return master;
      },
      list: async (limit) => [...masters.keys()].sort().slice(0, limit),
    },
    indexes: {
      get: (master, steps, process) => {
        calls.index.push(`${master.asset} ${master.version}`);
        return steps.index((signal) => index(master, signal, process));
      },
      remove: async () => undefined,
      sweep: async () => undefined,
      open: (master, media) => open.current(master, media),
    },
    texts: noTexts,
    segmentMap: { targetSeconds: 4, firstSeconds: [2, 2] },
    buildId: 'build',
    fontsId: 'fonts',
    passthrough: true,
    shutdownSignal: shutdownSignal.signal,
    scheduler: createScheduler({ slots: 1, lightSlots: 2, maxQueued: 8 }),
    refusals: new FailureMemory({ ttlMs: 60_000, maxEntries: 10, retryableLimit: 3, clock: () => now }),
    log: createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } }),
    clock: () => now,
    ...(maxIndexBytes !== undefined && { maxIndexBytes }),
  });
  return {
    ...{ library, masters, calls, lines, open },
    close: () => shutdownSignal.abort(),
    get: (id = film, signal = anyone) => library.get(id, signal),
    indexAs: (build: Build) => {
      index = build;
    },
    pass: (ms: number) => {
      now += ms;
    },
  };
}

let test: ReturnType<typeof testLibrary>;
beforeEach(() => {
  test = testLibrary();
});

describe('the asset library', () => {
  it('indexes a master once, and then caches the asset', async () => {
    const asset = await test.get();
    test.pass(100_000);
    expect(await test.get()).toBe(asset);
    expect(test.calls.index).toStrictEqual(['film v1']);
  });

  it('indexes a master once for concurrent requests', async () => {
    const assets = await Promise.all([test.get(), test.get(), test.get()]);
    expect(new Set(assets).size).toBe(1);
    expect(test.calls).toStrictEqual({ find: 1, index: ['film v1'] });
  });

  it('returns a film as soon as its outline is known, and the complete one afterwards', async () => {
    const { promise, resolve } = Promise.withResolvers<MasterIndex>();
    test.indexAs(async (master, _signal, process) => {
      process?.onOutline?.(outlinedIndex(master));
      return promise;
    });
    const outlined = await test.get();
    expect(await test.get()).toBe(outlined);
    expect(assetForSegment(outlined, 0)?.map.boundaries).toEqual(outlined.map.boundaries);
    expect(assetForSegment(outlined, outlined.map.count - 1)).toBeUndefined();
    const completing = completed(outlined);
    expect(await stateOf(completing)).toBe('pending');
    resolve(madeUpIndex(madeUpMaster('film')));
    const complete = await completing;
    expect(complete).not.toBe(outlined);
    expect(await completed(complete)).toBe(complete);
    expect(await test.get()).toBe(complete);
    expect(test.calls.index).toStrictEqual(['film v1']);
  });

  it('refuses a film whose outline was known where it cannot be completed', async () => {
    test.indexAs(async (master, _signal, process) => {
      process?.onOutline?.(outlinedIndex(master));
      throw damaged('it is made up');
    });
    const outlined = await test.get();
    await expect(completed(outlined)).rejects.toMatchObject({ code: 'master_damaged' });
    await expect(test.get()).rejects.toMatchObject({ code: 'master_damaged' });
  });

  it('asks the store again after two seconds, and not before', async () => {
    await test.get();
    test.pass(1999);
    await test.get();
    expect(test.calls.find).toBe(1);
    test.pass(2);
    await test.get();
    expect(test.calls.find).toBe(2);
  });

  it('returns the new version of a master that was replaced', async () => {
    const before = await test.get();
    test.masters.set('film', madeUpMaster('film', 'v2'));
    test.pass(2001);
    const after = await test.get();
    expect(after.master.version).toBe('v2');
    const [old, fresh] = [before, after].map((asset) => asset.keyOf(asset.ladder.video[0]!));
    expect(old).not.toBe(fresh);
  });

  it('does not know an asset whose master was deleted', async () => {
    await test.get();
    test.masters.delete('film');
    test.pass(2001);
    expect(await stateOf(test.get())).toBe('asset_unknown');
  });

  it('finds a master as soon as it is in the store', async () => {
    const late = toAssetId('late');
    expect(await stateOf(test.get(late))).toBe('asset_unknown');
    test.masters.set('late', madeUpMaster('late'));
    expect((await test.get(late)).id).toBe('late');
  });

  it('passes on an error of the store, and asks it again at the next request', async () => {
    test.masters.set('film', new OnplayError('internal_error', { publicDetail: 'It is made up.' }));
    expect(await stateOf(test.get())).toBe('internal_error');
    test.masters.set('film', madeUpMaster('film'));
    expect(await stateOf(test.get())).toBe('fulfilled');
  });

  it('evicts the least recently used indexes when they exceed the memory limit', async () => {
    const small = testLibrary(50_000);
    for (const name of ['a', 'b', 'c', 'd']) small.masters.set(name, madeUpMaster(name));
    for (const name of ['a', 'b', 'c', 'd', 'a']) await small.get(toAssetId(name));
    expect(small.calls.index.filter((call) => call === 'a v1')).toHaveLength(2);
    await small.get(toAssetId('d'));
    expect(small.calls.index.filter((call) => call === 'd v1')).toHaveLength(1);
  });
});

describe('a master that is refused', () => {
  it('is refused again for a while without being indexed again', async () => {
    test.indexAs(() => Promise.reject(damaged('it is made up')));
    for (let i = 0; i < 3; i++) expect(await stateOf(test.get())).toBe('master_damaged');
    expect(test.calls.index).toHaveLength(1);
    test.pass(60_000);
    expect(await stateOf(test.get())).toBe('master_damaged');
    expect(test.calls.index).toHaveLength(2);
  });

  it('plays as soon as it is replaced by a good one', async () => {
    test.indexAs(() => Promise.reject(damaged('it is made up')));
    expect(await stateOf(test.get())).toBe('master_damaged');
    test.indexAs(async (master) => madeUpIndex(master));
    test.masters.set('film', madeUpMaster('film', 'v2'));
    test.pass(2001);
    expect((await test.get()).master.version).toBe('v2');
  });

  it('is logged with its reason', async () => {
    test.indexAs(() => Promise.reject(damaged('it is made up', new Error('exit 1'))));
    await stateOf(test.get());
    expect(JSON.parse(test.lines.at(-1) ?? '')).toMatchObject({
      msg: 'master refused',
      asset: 'film',
      version: 'v1',
      code: 'master_damaged',
      err: { message: 'exit 1' },
    });
  });

  it.each([
    ['its asset', (library: AssetLibrary) => library.forget(film)],
    ['its version', (library: AssetLibrary) => library.forget(film, 'v1')],
    ['everything', (library: AssetLibrary) => library.forgetAll()],
  ])('is indexed again at once when %s is forgotten', async (_, forget) => {
    test.indexAs(() => Promise.reject(damaged('it is made up')));
    expect(await stateOf(test.get())).toBe('master_damaged');
    test.indexAs(async (master) => madeUpIndex(master));
    await forget(test.library);
    expect((await test.get()).id).toBe('film');
  });

  it('for a temporary reason is neither remembered nor logged as refused', async () => {
    const busy = new OnplayError('queue_full', { publicDetail: 'Busy.', retryable: true, about: 'moment' });
    test.indexAs(() => Promise.reject(busy));
    for (let i = 0; i < 5; i++) expect(await stateOf(test.get())).toBe('queue_full');
    test.indexAs(async (master) => madeUpIndex(master));
    expect(await stateOf(test.get())).toBe('fulfilled');
    expect(test.lines.filter((line) => line.includes('refused'))).toStrictEqual([]);
  });

  it('for an unforeseen reason has a code, and is indexed only a few times', async () => {
    test.indexAs(() => Promise.reject(new RangeError('offset 4096')));
    const error = await test.get().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'internal_error', cause: expect.any(RangeError) });
    for (let i = 0; i < 4; i++) expect(await stateOf(test.get())).toBe('internal_error');
    expect(test.calls.index).toHaveLength(3);
  });
});

describe('an index that is being built', () => {
  it('is finished even when all its waiters have left', async () => {
    const work = controlledWork();
    test.indexAs(async (master) => {
      await work.start();
      return madeUpIndex(master);
    });
    const viewer = new AbortController();
    const request = test.get(film, viewer.signal);
    await settle();
    viewer.abort();
    expect(await stateOf(request)).toBe('encode_cancelled');
    work.finish();
    await settle();
    expect(await stateOf(test.get())).toBe('fulfilled');
    expect(test.calls.index).toHaveLength(1);
  });

  it('is not started for a client that has left', async () => {
    expect(await stateOf(test.get(film, AbortSignal.abort()))).toBe('encode_cancelled');
    await settle();
    expect(test.calls.index).toStrictEqual([]);
  });

  it('is cancelled at shutdown once it has no waiter left', async () => {
    let aborted = false;
    test.indexAs((_master, signal) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return untilAborted(signal);
    });
    const viewer = new AbortController();
    const request = test.get(film, viewer.signal);
    await settle();
    test.close();
    expect(aborted).toBe(false);
    viewer.abort();
    expect(await stateOf(request)).toBe('encode_cancelled');
    expect(aborted).toBe(true);
    await test.library.idle();
  });

  it('is not started during shutdown, while cached assets are still served', async () => {
    await test.get();
    test.masters.set('other', madeUpMaster('other'));
    test.close();
    expect(await stateOf(test.get(toAssetId('other')))).toBe('shutting_down');
    expect(await stateOf(test.get())).toBe('fulfilled');
    await test.library.idle();
  });

  it('takes a slot: no more indexes are built concurrently than there are light slots', async () => {
    let running = 0;
    let most = 0;
    test.indexAs(async (master) => {
      most = Math.max(most, ++running);
      await settle();
      running -= 1;
      return madeUpIndex(master);
    });
    const names = Array.from({ length: 8 }, (_, i) => `m${i}`);
    for (const name of names) test.masters.set(name, madeUpMaster(name));
    await Promise.all(names.map((name) => test.get(toAssetId(name))));
    expect(most).toBe(2);
  });
});

describe('an asset that turns out to be out of date', () => {
  const gone = (code: string) => () =>
    Promise.reject(new OnplayError(code, { publicDetail: 'Gone.', retryable: true, about: 'moment' }));

  it('is looked up again at once when the master has changed during a read', async () => {
    test.masters.set('film', madeUpMaster('film', 'v1', gone('master_changed')));
    const asset = await test.get();
    expect(await stateOf(withFile(asset, 0, async () => 1))).toBe('master_changed');
    test.masters.set('film', madeUpMaster('film', 'v2'));
    expect((await test.get()).master.version).toBe('v2');
  });

  it('is looked up again at once when the master has changed during indexing', async () => {
    test.indexAs(gone('master_changed'));
    expect(await stateOf(test.get())).toBe('master_changed');
    test.masters.set('film', madeUpMaster('film', 'v2'));
    test.indexAs(async (master) => madeUpIndex(master));
    expect((await test.get()).master.version).toBe('v2');
  });

  it('is prepared again under the same keys when a remuxed copy was removed', async () => {
    test.indexAs(async (master) => madeUpIndex(master, [{ kind: 'remuxed', name: 'media.mp4' }]));
    const before = await test.get();
    test.open.current = gone('master_copy_missing');
    expect(await stateOf(withFile(before, 0, async () => 1))).toBe('master_copy_missing');
    test.open.current = openNothing;
    const after = await test.get();
    expect(test.calls.index).toHaveLength(2);
    expect(await withFile(after, 0, async () => 1)).toBe(1);
    expect(after.keyOf(after.ladder.video[0]!)).toBe(before.keyOf(before.ladder.video[0]!));
  });
});

describe('the list of assets', () => {
  it('returns the last known state of each without indexing masters', async () => {
    test.masters.set('broken', madeUpMaster('broken'));
    test.masters.set('untouched', madeUpMaster('untouched'));
    test.masters.set('~draft', madeUpMaster('~draft'));
    test.masters.set('lost', new OnplayError('internal_error', { publicDetail: 'It is made up.' }));
    await test.get();
    test.indexAs(() => Promise.reject(damaged('it is made up')));
    await stateOf(test.get(toAssetId('broken')));
    await stateOf(test.get(toAssetId('lost')));
    const listed = (await test.library.list(10)).map(({ id, known }) => [
      id,
      known.state === 'refused' ? known.error.code : known.state,
    ]);
    expect(listed).toStrictEqual([
      ['broken', 'master_damaged'],
      ['film', 'ready'],
      ['lost', 'internal_error'],
      ['untouched', 'new'],
      ['~draft', 'asset_name_invalid'],
    ]);
    expect(test.calls.index).toHaveLength(2);
  });

  it('does not ask the store about each of many assets', async () => {
    for (let i = 0; i < 2000; i++) test.masters.set(`m${i}`, madeUpMaster(`m${i}`));
    await test.get();
    test.pass(2001);
    const before = test.calls.find;
    expect(await test.library.list(5000)).toHaveLength(2001);
    expect(test.calls.find).toBe(before);
  });

  it('shows that a refused master was replaced', async () => {
    test.indexAs(() => Promise.reject(damaged('it is made up')));
    await stateOf(test.get());
    test.masters.set('film', madeUpMaster('film', 'v2'));
    test.pass(2001);
    expect((await test.library.list(1))[0]?.known.state).toBe('new');
  });

  it('is no longer than the limit', async () => {
    for (let i = 0; i < 9; i++) test.masters.set(`m${i}`, madeUpMaster(`m${i}`));
    expect(await test.library.list(3)).toHaveLength(3);
  });
});
