import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CopyStore } from '../../../src/assets/copies/copy-store.js';
import { MasterCopies } from '../../../src/assets/copies/master-copies.js';
import { createIndexStore, type IndexSteps } from '../../../src/assets/index-store.js';
import { type Indexing, indexingInThisThread } from '../../../src/assets/indexing/indexing.js';
import { shareIndexes } from '../../../src/assets/shared/shared-indexes.js';
import { versionFolder } from '../../../src/assets/version-folder.js';
import { INDEX_FORMAT } from '../../../src/masters/master-index.js';
import { createSeal } from '../../../src/redis/seal.js';
import { fileMaster } from '../../../src/stores/file-master.js';
import type { Master } from '../../../src/stores/store.js';
import { damaged } from '../../../src/tracks/refusals.js';
import { FLEET_KEY, openLink, silent } from '../../redis/support/links.js';
import { generateMaster } from '../../support/masters.js';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';

const signal = new AbortController().signal;
/** Runs each step at once. */
const steps: IndexSteps = {
  index: (work) => work(signal),
  scan: (work) => work({ signal }),
  remux: (work) => work({ signal }),
};

const tools = {
  decodeVideo: async () => ({
    ...{ codec: 'h264', width: 320, height: 180, pixelFormat: 'yuv420p', interlaced: false },
    ...{ bidirectional: false, colour: { primaries: 1, transfer: 1, matrix: 1, fullRange: false } },
  }),
  decodeAudio: () => Promise.reject(damaged('there should be no audio')),
  remux: () => Promise.reject(damaged('there is nothing to remux')),
};

describe.skipIf(redisMissing)(`indexes of a fleet${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let redis: TestRedis;
  let root: string;
  let master: Master;
  let processes = 0;
  beforeAll(async () => {
    redis = await startRedis();
    master = (await fileMaster('film', await generateMaster('silent')))!;
  });
  afterAll(() => redis.close());
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'onplay-indexes-'));
    await (await openLink(redis.url)).run((commands) => commands.flushall());
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  /** The indexes of a process with a disk of its own, and how many masters it has read. */
  async function startProcess(before: () => Promise<void> = async () => undefined) {
    const dataPath = join(root, String(processes++));
    const link = await openLink(redis.url);
    const real = indexingInThisThread(tools);
    const state = { built: 0, dataPath, link };
    const indexing: Indexing = {
      read: real.read,
      build: async (work, context) => {
        state.built += 1;
        await before();
        return real.build(work, context);
      },
    };
    const copies = new MasterCopies({
      local: new CopyStore({
        ...{ folder: join(dataPath, 'copies'), maxBytes: 1e9, minFreeBytes: 0, log: silent },
      }),
      ...{ tools, remuxMaxBytes: 1e9, downloadMaxBytes: 0, log: silent },
    });
    const own = createIndexStore(dataPath, { copies, indexing, log: silent });
    const seal = createSeal(FLEET_KEY, 'indexes');
    const indexes = shareIndexes({ indexes: own, dataPath, link, seal, log: silent });
    return Object.assign(state, { indexes, get: () => indexes.get(master, steps) });
  }

  const keyOf = ({ link }: Awaited<ReturnType<typeof startProcess>>) =>
    link.key(`index:${INDEX_FORMAT}:${versionFolder(master)}`);

  it('are built by one process, also if all are asked at once, and are the same for all', async () => {
    const all = await Promise.all([startProcess(), startProcess(), startProcess()]);
    const indexes = await Promise.all(all.map(({ get }) => get()));
    expect(all.map(({ built }) => built).sort()).toStrictEqual([0, 0, 1]);
    expect(indexes[1]).toStrictEqual(indexes[0]);
    expect(indexes[2]).toStrictEqual(indexes[0]);
    const later = await startProcess();
    expect(await later.get()).toStrictEqual(indexes[0]);
    expect(later.built).toBe(0);
  });

  it('are on the own disk from then on', async () => {
    const [one, two] = [await startProcess(), await startProcess()];
    await one.get();
    await two.get();
    await two.link.run((commands) => commands.flushall());
    await two.get();
    expect([one.built, two.built]).toStrictEqual([1, 0]);
  });

  it('are built by each process where Redis is gone', async () => {
    const [one, two] = [await startProcess(), await startProcess()];
    await redis.stop();
    await vi.waitFor(() => expect([one.link.isUp, two.link.isUp]).toStrictEqual([false, false]));
    await Promise.all([one.get(), two.get()]);
    expect([one.built, two.built]).toStrictEqual([1, 1]);
    await redis.restart();
  });

  it('are built by another process where the first has failed', async () => {
    const failed = Promise.withResolvers<void>();
    const failing = await startProcess(() => failed.promise);
    const first = failing.get();
    await vi.waitFor(() => expect(failing.built).toBe(1));
    const other = await startProcess();
    const second = other.get();
    failed.reject(damaged('this disk is broken'));
    await expect(first).rejects.toThrow('broken');
    expect((await second).asset).toBe('film');
    expect(other.built).toBe(1);
  });

  it('are not waited for where the process that builds them is gone or slow', async () => {
    const held = Promise.withResolvers<void>();
    const slow = await startProcess(() => held.promise);
    const building = slow.get();
    await vi.waitFor(() => expect(slow.built).toBe(1));
    const other = await startProcess();
    expect((await other.get()).asset).toBe('film');
    expect(other.built).toBe(1);
    held.resolve();
    await building;
  });

  it('go from Redis when they are purged, and those of others stay', async () => {
    const one = await startProcess();
    await one.get();
    const exists = () => one.link.run((commands) => commands.exists(keyOf(one)));
    await one.indexes.remove({ asset: 'other' });
    await one.indexes.remove({ asset: 'film', version: '1-1' });
    expect(await exists()).toBe(1);
    await one.indexes.remove({ asset: 'film' });
    expect(await exists()).toBe(0);
    await expect(readdir(join(one.dataPath, 'indexes'))).resolves.toStrictEqual([]);
  });

  it('are not taken from an attacker who may write to Redis', async () => {
    const one = await startProcess();
    for (const forged of [Buffer.from('an index'), Buffer.alloc(0), Buffer.alloc(2_000_000, 'x')]) {
      await one.link.run((commands) => commands.set(keyOf(one), forged));
      expect((await one.get()).asset).toBe('film');
      await one.indexes.remove('everything');
    }
    expect(one.built).toBe(3);
  });
});
