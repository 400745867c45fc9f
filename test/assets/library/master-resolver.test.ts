import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type MasterChange, MasterResolver, masterKey } from '../../../src/assets/library/master-resolver.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { OnplayError } from '../../../src/shared/errors.js';
import type { Freshness, Master } from '../../../src/stores/store.js';
import { stateOf } from '../../encoder/fixtures/controlled-work.js';
import { madeUpMaster } from '../../segments/support/made-up-master.js';

/** How long an answer of the store is used. */
const TTL_MS = 2000;
const film = toAssetId('film');
const [old, fresh] = [madeUpMaster('film', 'v1'), madeUpMaster('film', 'v2')];

interface Lookup {
  finds(master: Master | undefined): void;
  fails(error: Error): void;
}

let now: number;
/** The lookups in the store, in order; each takes until the test ends it. */
let lookups: Lookup[];
let masters: MasterResolver;
let changes: MasterChange[];

beforeEach(() => {
  now = 1;
  lookups = [];
  changes = [];
  masters = resolverOf();
});

function resolverOf(freshness?: Freshness): MasterResolver {
  const find = () =>
    new Promise<Master | undefined>((finds, fails) => {
      lookups.push({ finds, fails });
    });
  return new MasterResolver({
    store: { ...(freshness && { freshness }), find, list: async () => [] },
    clock: () => now,
    onChange: (change) => changes.push(change),
  });
}

/** Looks the film up, and lets the store find this. */
async function lookUp(found: Master | undefined): Promise<void> {
  const finding = masters.find(film);
  lookups.at(-1)?.finds(found);
  await finding.catch(() => undefined);
}

describe('the recent master of an asset', () => {
  it('is unknown before the first lookup of the asset', () => {
    expect(masters.recent(film)).toBeUndefined();
    expect(lookups).toHaveLength(0);
  });

  it('is known while the last answer of the store is used, which reading it does not extend', async () => {
    await lookUp(old);
    for (const passed of [0, 1, 1000, TTL_MS]) {
      now = 1 + passed;
      expect(masters.recent(film)).toBe(old);
    }
    now = 1 + TTL_MS + 1;
    expect(masters.recent(film)).toBeUndefined();
    expect(lookups).toHaveLength(1);
  });

  it('is unknown during a lookup', async () => {
    const finding = masters.find(film);
    expect(masters.recent(film)).toBeUndefined();
    lookups[0]?.finds(old);
    await finding;
    expect(masters.recent(film)).toBe(old);
    now += TTL_MS + 1;
    const again = masters.find(film);
    expect(masters.recent(film)).toBeUndefined();
    lookups[1]?.finds(fresh);
    await again;
    expect(masters.recent(film)).toBe(fresh);
  });

  it('ages from the moment the store was asked, not from its answer', async () => {
    const finding = masters.find(film);
    now += TTL_MS;
    lookups[0]?.finds(old);
    await finding;
    expect(masters.recent(film)).toBe(old);
    now += 1;
    expect(masters.recent(film)).toBeUndefined();
  });

  it('is unknown after it was invalidated', async () => {
    await lookUp(old);
    masters.invalidate(film);
    expect(masters.recent(film)).toBeUndefined();
  });

  it('is unknown when the master is gone', async () => {
    await lookUp(old);
    now += TTL_MS + 1;
    await lookUp(undefined);
    expect(masters.recent(film)).toBeUndefined();
  });

  it('is never that of an earlier lookup that took longer than a later one', async () => {
    const slow = masters.find(film);
    masters.invalidate(film);
    await lookUp(fresh);
    expect(masters.recent(film)).toBe(fresh);
    lookups[0]?.finds(old);
    await slow;
    expect(masters.recent(film)).not.toBe(old);
    await masters.find(film);
    expect(masters.recent(film)).toBe(fresh);
    expect(lookups).toHaveLength(2);
  });

  it('belongs to one asset only', async () => {
    await lookUp(old);
    expect(masters.recent(toAssetId('other'))).toBeUndefined();
    expect(masters.recent(toAssetId('Film'))).toBeUndefined();
  });
});

describe('while the store fails', () => {
  const failingLookup = async (code = 'store_unavailable') => {
    now += TTL_MS + 1;
    const finding = masters.find(film);
    lookups.at(-1)?.fails(new OnplayError(code, { publicDetail: 'No.' }));
    return stateOf(finding);
  };

  it.each(['store_unavailable', 'master_unreadable'])(
    'with %s, the master is the one that was last found, and the store is asked as rarely as otherwise',
    async (code) => {
      await lookUp(old);
      for (const _ of [1, 2, 3]) expect(await failingLookup(code)).toBe('fulfilled');
      expect(masters.recent(film)).toBe(old);
      await masters.find(film);
      expect(lookups).toHaveLength(4);
      expect(changes).toStrictEqual([]);
    },
  );

  it('there is no fallback for a master that was never found, or that was gone before', async () => {
    expect(await failingLookup()).toBe('store_unavailable');
    await lookUp(old);
    now += TTL_MS + 1;
    await lookUp(undefined);
    expect(await failingLookup()).toBe('store_unavailable');
    expect(masters.recent(film)).toBeUndefined();
  });

  it('there is no fallback for a master that was forgotten', async () => {
    await lookUp(old);
    masters.forget(film);
    expect(await failingLookup()).toBe('store_unavailable');
    await lookUp(old);
    masters.forgetAll();
    expect(await failingLookup()).toBe('store_unavailable');
  });

  it('a store that does not answer in time is not waited for, and not asked again until it has answered', async () => {
    vi.useFakeTimers();
    try {
      await lookUp(old);
      now += TTL_MS + 1;
      const hanging = masters.find(film);
      const other = masters.find(toAssetId('other')).catch((error: OnplayError) => error.code);
      await vi.advanceTimersByTimeAsync(5000);
      expect(masterKey(await hanging)).toBe(masterKey(old));
      expect(await other).toBe('store_unavailable');
      now += TTL_MS + 1;
      expect(masterKey(await masters.find(film))).toBe(masterKey(old));
      expect(lookups).toHaveLength(3);
      lookups[1]?.finds(undefined);
      await vi.advanceTimersByTimeAsync(0);
      now += TTL_MS + 1;
      const finding = masters.find(film);
      lookups[3]?.finds(fresh);
      expect(masterKey(await finding)).toBe(masterKey(fresh));
    } finally {
      vi.useRealTimers();
    }
  });

  it('any other error is passed on, even where a master was found before', async () => {
    await lookUp(old);
    expect(await failingLookup('internal_error')).toBe('internal_error');
  });
});

describe('a change of the master', () => {
  const lookUpAgain = (found: Master | undefined) => {
    masters.invalidate(film);
    return lookUp(found);
  };

  it('is reported when it is noticed: replaced, gone, and present again', async () => {
    for (const found of [old, old, fresh, undefined, undefined, old]) await lookUpAgain(found);
    expect(changes).toStrictEqual([
      { asset: 'film', version: 'v2', previousVersion: 'v1' },
      { asset: 'film', version: undefined, previousVersion: 'v2' },
      { asset: 'film', version: 'v1', previousVersion: undefined },
    ]);
  });

  it('is not reported where there was no master before', async () => {
    for (const found of [undefined, undefined]) await lookUpAgain(found);
    expect(changes).toStrictEqual([]);
  });

  it('is not reported where the store failed in between', async () => {
    await lookUpAgain(old);
    masters.invalidate(film);
    const finding = masters.find(film);
    lookups.at(-1)?.fails(new Error('the disk is unreachable'));
    await finding.catch(() => undefined);
    await lookUpAgain(old);
    expect(changes).toStrictEqual([]);
  });
});

describe('media of a store whose reads make sure of the version', () => {
  const STALE_MS = 3000;

  beforeEach(async () => {
    masters = resolverOf({ freshMs: TTL_MS, staleMs: STALE_MS });
    await lookUp(old);
  });

  it('are served by the last answer while the store is asked', async () => {
    now += TTL_MS + STALE_MS - 1;
    expect(await masters.findForMedia(film)).toBe(old);
    expect(await masters.findForMedia(film)).toBe(old);
    expect(masters.recent(film)).toBe(old);
    expect(lookups).toHaveLength(2);
  });

  it('do not ask a store whose answer is fresh', async () => {
    now += TTL_MS;
    expect(await masters.findForMedia(film)).toBe(old);
    expect(lookups).toHaveLength(1);
  });

  it('share their lookup with a manifest, which waits for it', async () => {
    now += TTL_MS + 1;
    await masters.findForMedia(film);
    const ofManifest = masters.find(film);
    expect(await stateOf(ofManifest)).toBe('pending');
    lookups[1]?.finds(fresh);
    expect(await ofManifest).toBe(fresh);
    expect(await masters.findForMedia(film)).toBe(fresh);
    expect(lookups).toHaveLength(2);
  });

  it.each([
    ['the last answer is too old', () => (now += TTL_MS + STALE_MS + 1)],
    ['the master was found to have changed', () => masters.invalidate(film)],
    ['the asset was purged', () => masters.forget(film)],
    ['everything was purged', () => masters.forgetAll()],
  ])('wait for the store when %s', async (_when, happens) => {
    happens();
    const media = masters.findForMedia(film);
    expect(await stateOf(media)).toBe('pending');
    expect(masters.recent(film)).toBeUndefined();
    lookups[1]?.finds(fresh);
    expect(await media).toBe(fresh);
  });

  it('wait for the store after a lookup that found no master', async () => {
    now += TTL_MS + 1;
    await masters.findForMedia(film);
    lookups[1]?.finds(undefined);
    await vi.waitFor(() => expect(masters.lastLookup(film)).toBe('failed'));
    expect(await stateOf(masters.findForMedia(film))).toBe('pending');
  });
});

it('media of another store wait for each look at it', async () => {
  await lookUp(old);
  now += TTL_MS + 1;
  expect(await stateOf(masters.findForMedia(film))).toBe('pending');
});
