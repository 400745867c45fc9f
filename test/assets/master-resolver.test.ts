import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type MasterChange, MasterResolver, masterKey } from '../../src/assets/master-resolver.js';
import type { Master } from '../../src/masters/stores/store.js';
import { toAssetId } from '../../src/shared/asset-id.js';
import { OnplayError } from '../../src/shared/errors.js';
import { stateOf } from '../encoder/fixtures/controlled-work.js';
import { madeUpMaster } from '../segments/support/made-up-master.js';

/** How long the store is trusted. */
const TRUST_MS = 2000;
const film = toAssetId('film');
const [old, fresh] = [madeUpMaster('film', 'v1'), madeUpMaster('film', 'v2')];

interface Look {
  finds(master: Master | undefined): void;
  fails(error: Error): void;
}

let now: number;
/** The looks at the store, in order; each takes until the test ends it. */
let looks: Look[];
let masters: MasterResolver;
let changes: MasterChange[];

beforeEach(() => {
  now = 1;
  looks = [];
  const find = () =>
    new Promise<Master | undefined>((finds, fails) => {
      looks.push({ finds, fails });
    });
  changes = [];
  masters = new MasterResolver({
    store: { find, list: async () => [] },
    clock: () => now,
    onChange: (change) => changes.push(change),
  });
});

/** Has the store looked at, and find this. */
async function look(found: Master | undefined): Promise<void> {
  const finding = masters.find(film);
  looks.at(-1)?.finds(found);
  await finding.catch(() => undefined);
}

describe('the key of a master that was found a moment ago', () => {
  it('is unknown before anybody has asked for the asset', () => {
    expect(masters.recentKey(film)).toBeUndefined();
    expect(looks).toHaveLength(0);
  });

  it('is known as long as the store is trusted, and no longer for having been asked for', async () => {
    await look(old);
    for (const passed of [0, 1, 1000, TRUST_MS]) {
      now = 1 + passed;
      expect(masters.recentKey(film)).toBe(masterKey(old));
    }
    now = 1 + TRUST_MS + 1;
    expect(masters.recentKey(film)).toBeUndefined();
    expect(looks).toHaveLength(1);
  });

  it('is unknown while the store is being asked', async () => {
    const finding = masters.find(film);
    expect(masters.recentKey(film)).toBeUndefined();
    looks[0]?.finds(old);
    await finding;
    expect(masters.recentKey(film)).toBe(masterKey(old));
    now += TRUST_MS + 1;
    const again = masters.find(film);
    expect(masters.recentKey(film)).toBeUndefined();
    looks[1]?.finds(fresh);
    await again;
    expect(masters.recentKey(film)).toBe(masterKey(fresh));
  });

  it('is trusted from the moment the store was asked, not from its answer', async () => {
    const finding = masters.find(film);
    now += TRUST_MS;
    looks[0]?.finds(old);
    await finding;
    expect(masters.recentKey(film)).toBe(masterKey(old));
    now += 1;
    expect(masters.recentKey(film)).toBeUndefined();
  });

  it('is unknown once the store is to be asked again', async () => {
    await look(old);
    masters.forget(film);
    expect(masters.recentKey(film)).toBeUndefined();
  });

  it('is unknown when the master is gone', async () => {
    await look(old);
    now += TRUST_MS + 1;
    await look(undefined);
    expect(masters.recentKey(film)).toBeUndefined();
  });

  it('is never that of an earlier look that took longer than a later one', async () => {
    const slow = masters.find(film);
    masters.forget(film);
    await look(fresh);
    expect(masters.recentKey(film)).toBe(masterKey(fresh));
    looks[0]?.finds(old);
    await slow;
    expect(masters.recentKey(film)).not.toBe(masterKey(old));
    await masters.find(film);
    expect(masters.recentKey(film)).toBe(masterKey(fresh));
    expect(looks).toHaveLength(2);
  });

  it('is each asset’s own', async () => {
    await look(old);
    expect(masters.recentKey(toAssetId('other'))).toBeUndefined();
    expect(masters.recentKey(toAssetId('Film'))).toBeUndefined();
  });
});

describe('while the store fails', () => {
  const lookInVain = async (code = 'store_unavailable') => {
    now += TRUST_MS + 1;
    const finding = masters.find(film);
    looks.at(-1)?.fails(new OnplayError(code, { publicDetail: 'No.' }));
    return stateOf(finding);
  };

  it.each(['store_unavailable', 'master_unreadable'])(
    'with %s, the master is the one that was found last, and the store is asked as seldom as else',
    async (code) => {
      await look(old);
      for (const _ of [1, 2, 3]) expect(await lookInVain(code)).toBe('fulfilled');
      expect(masters.recentKey(film)).toBe(masterKey(old));
      await masters.find(film);
      expect(looks).toHaveLength(4);
      expect(changes).toStrictEqual([]);
    },
  );

  it('a master that was never found is not made up, nor one that was gone before', async () => {
    expect(await lookInVain()).toBe('store_unavailable');
    await look(old);
    now += TRUST_MS + 1;
    await look(undefined);
    expect(await lookInVain()).toBe('store_unavailable');
    expect(masters.recentKey(film)).toBeUndefined();
  });

  it('a master that was dropped is not served any more', async () => {
    await look(old);
    masters.drop(film);
    expect(await lookInVain()).toBe('store_unavailable');
    await look(old);
    masters.dropAll();
    expect(await lookInVain()).toBe('store_unavailable');
  });

  it('a store that does not answer is not waited for, nor asked again before it has', async () => {
    vi.useFakeTimers();
    try {
      await look(old);
      now += TRUST_MS + 1;
      const hanging = masters.find(film);
      const other = masters.find(toAssetId('other')).catch((error: OnplayError) => error.code);
      await vi.advanceTimersByTimeAsync(5000);
      expect(masterKey(await hanging)).toBe(masterKey(old));
      expect(await other).toBe('store_unavailable');
      now += TRUST_MS + 1;
      expect(masterKey(await masters.find(film))).toBe(masterKey(old));
      expect(looks).toHaveLength(3);
      looks[1]?.finds(undefined);
      await vi.advanceTimersByTimeAsync(0);
      now += TRUST_MS + 1;
      const finding = masters.find(film);
      looks[3]?.finds(fresh);
      expect(masterKey(await finding)).toBe(masterKey(fresh));
    } finally {
      vi.useRealTimers();
    }
  });

  it('a master with two files is ambiguous, whatever it was', async () => {
    await look(old);
    expect(await lookInVain('asset_ambiguous')).toBe('asset_ambiguous');
  });
});

describe('a change of the master', () => {
  const lookLater = (found: Master | undefined) => {
    masters.forget(film);
    return look(found);
  };

  it('is told when it is noticed: replaced, gone, and there again', async () => {
    for (const found of [old, old, fresh, undefined, undefined, old]) await lookLater(found);
    expect(changes).toStrictEqual([
      { asset: 'film', version: 'v2', previousVersion: 'v1' },
      { asset: 'film', version: undefined, previousVersion: 'v2' },
      { asset: 'film', version: 'v1', previousVersion: undefined },
    ]);
  });

  it('is none where there was nothing before', async () => {
    for (const found of [undefined, undefined]) await lookLater(found);
    expect(changes).toStrictEqual([]);
  });

  it('is none where the store failed in between', async () => {
    await lookLater(old);
    masters.forget(film);
    const finding = masters.find(film);
    looks.at(-1)?.fails(new Error('the disk is away'));
    await finding.catch(() => undefined);
    await lookLater(old);
    expect(changes).toStrictEqual([]);
  });
});
