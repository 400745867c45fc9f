/** The asset of a master that grows. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Asset } from '../../../src/assets/asset.js';
import { AssetLibrary } from '../../../src/assets/library/asset-library.js';
import type { AssetEvent } from '../../../src/assets/library/asset-state.js';
import { renditionsOf } from '../../../src/encoder/index.js';
import type { MasterIndex } from '../../../src/masters/master-index.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { FailureMemory } from '../../../src/shared/failure-memory.js';
import { createLogger } from '../../../src/shared/log.js';
import { createScheduler } from '../../../src/shared/scheduler/scheduler.js';
import type { Master } from '../../../src/stores/store.js';
import { damaged } from '../../../src/tracks/refusals.js';
import { stateOf } from '../../encoder/fixtures/controlled-work.js';
import { audioTrack, videoTrack } from '../../masters/support/tracks.js';
import { madeUpIndex, openNothing } from '../../segments/support/made-up-master.js';
import { noTexts } from './support/no-texts.js';

/** Longer than from one look to the next. */
const NEXT_LOOK_MS = 2001;
const RATE = 25;
const film = toAssetId('film');

let now: number;
let seconds: number;
let isOver: boolean;
let isDamaged: boolean;
/** What each look takes by the clock, and waits for. */
let lookMs: number;
let held: Promise<void>;
let befores: (number | undefined)[];
let events: AssetEvent['type'][];
let library: AssetLibrary;

beforeEach(() => {
  now = 1;
  [seconds, isOver, isDamaged] = [20, false, false];
  [befores, events] = [[], []];
  [lookMs, held] = [0, Promise.resolve()];
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  library = new AssetLibrary({
    store: { find: async () => master(), list: async () => ['film'] },
    indexes: {
      get: async (found, _steps, process) => {
        befores.push(process?.before?.size);
        await held;
        now += lookMs;
        if (isDamaged) throw damaged('it is made up');
        return indexOf(found);
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
    onEvent: ({ type }) => events.push(type),
    clock: () => now,
  });
});

afterEach(() => vi.restoreAllMocks());

/** A thousand bytes a second. */
function master(): Master {
  const size = seconds * 1000;
  const marks = { file: { size, mtimeMs: 0, ino: 1 }, ranges: [] };
  return { asset: 'film', version: 'v', size, growth: { marks, isOver }, open: openNothing };
}

function indexOf(found: Master): MasterIndex {
  const frames = Array.from({ length: (found.size / 1000) * RATE }, (_, i) => ({
    time: i * 40,
    sync: i % RATE === 0,
  }));
  return {
    ...madeUpIndex(found),
    video: videoTrack(frames, 1000, 40),
    audio: [audioTrack(found.size / 1000)],
    growth: { isOver: found.growth?.isOver === true, facts: [] },
  };
}

const get = () => library.get(film, new AbortController().signal);

async function later(): Promise<Asset> {
  now += NEXT_LOOK_MS;
  return get();
}

const keysOf = ({ ladder, keyOf }: Asset) => renditionsOf(ladder).map(keyOf);

describe('a master that grows', () => {
  it('is presented as far as it is settled, and goes on', async () => {
    const { presentation, map } = await get();
    expect(presentation).toMatchObject({ type: 'event', isComplete: false, seconds: 16 });
    expect(Array.from(map.boundaries)).toEqual([0, 2000, 4000, 8000, 12_000, 16_000]);
  });

  it('has more segments at a later look, in the same renditions, and all that it had', async () => {
    const first = await get();
    seconds = 30;
    const second = await later();
    expect(second.map.count).toBeGreaterThan(first.map.count);
    expect(second.map.boundaries.slice(0, first.map.count + 1)).toEqual(first.map.boundaries);
    expect(keysOf(second)).toEqual(keysOf(first));
    expect(second.presentation.targetDuration).toBe(first.presentation.targetDuration);
  });

  it('is complete once it is over, in the same renditions', async () => {
    const first = await get();
    isOver = true;
    const last = await later();
    expect(last.presentation).toMatchObject({ type: 'event', isComplete: true, seconds: 20 });
    expect(keysOf(last)).toEqual(keysOf(first));
    expect(last.presentation.targetDuration).toBe(first.presentation.targetDuration);
    expect(await later()).toBe(last);
  });

  it('is looked at with what was known of it, and announced once', async () => {
    await get();
    seconds = 30;
    await later();
    seconds = 40;
    await later();
    expect(befores).toEqual([undefined, 20_000, 30_000]);
    expect(events).toEqual(['asset.indexed']);
  });

  it('is looked at once in a while, however often it grows', async () => {
    const first = await get();
    seconds = 30;
    await library.revalidate(film);
    expect(library.ready(film)).toBe(first);
    expect(await get()).toBe(first);
    now += 1000;
    await library.revalidate(film);
    expect(library.ready(film)).toBeUndefined();
    expect(await get()).not.toBe(first);
  });

  it('is what it was at the look before for as long as a look takes that is not quick', async () => {
    lookMs = 1000;
    const first = await get();
    seconds = 30;
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    now += 4 * lookMs;
    expect(await get()).toBe(first);
    expect(befores).toEqual([undefined, 20_000]);
    resolve();
    await library.idle();
    expect((await get()).map.count).toBeGreaterThan(first.map.count);
  });

  it('stays what it was when a look fails', async () => {
    const first = await get();
    seconds = 30;
    isDamaged = true;
    expect(await later()).toBe(first);
  });

  it('is played once there is enough of it', async () => {
    seconds = 3;
    for (let i = 0; i < 5; i++) expect(await stateOf(get())).toBe('master_preparing');
    // The same look is not repeated for ever.
    expect(befores.length).toBeLessThan(5);
    seconds = 20;
    expect((await later()).map.count).toBe(5);
    expect(events).toEqual(['asset.indexed']);
  });
});
