/** An asset is measured once for each version, in the background, and what was measured outlives the process. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Asset } from '../../../src/assets/asset.js';
import { KnownLoudness, type KnownLoudnessOptions } from '../../../src/assets/loudness/known-loudness.js';
import { createLogger } from '../../../src/shared/log.js';
import { createScheduler, type Job } from '../../../src/shared/scheduler/scheduler.js';
import { madeUpAsset } from '../../segments/support/made-up-master.js';

/** An asset whose master says how loud it is, by its size. */
function assetAt(loudness: number, name: string) {
  const source = { size: -loudness, read: async () => new Uint8Array(), close: async () => undefined };
  return madeUpAsset(name, async () => source);
}

const programme = assetAt(-23, 'film');
const insert = assetAt(-11, 'ad');
const current = new Map<string, Asset>([programme, insert].map((asset) => [asset.id, asset]));
const library: KnownLoudnessOptions['library'] = {
  getForMedia: async (id) => current.get(id) ?? madeUpAsset(id),
};

let dataPath: string;
beforeEach(async () => {
  dataPath = await mkdtemp(join(tmpdir(), 'onplay-loudness-'));
});
afterEach(() => rm(dataPath, { recursive: true, force: true }));

const measure: KnownLoudnessOptions['measure'] = async (_, { source }) => ({
  blocks: new Array<number>(50).fill(-source.size),
  truePeak: -2,
});

function loudnessWith(overrides: Partial<KnownLoudnessOptions> = {}) {
  const scheduler = createScheduler({ slots: 1, lightSlots: 1, maxQueued: 100 });
  const jobs: Job[] = [];
  const loudness = new KnownLoudness({
    measure,
    scheduler: {
      run: (job, work, signal) => {
        jobs.push(job);
        return scheduler.run(job, work, signal);
      },
    },
    ...{ library, dataPath },
    log: createLogger({ level: 'silent' }),
    shutdownSignal: new AbortController().signal,
    ...overrides,
  });
  return { loudness, jobs };
}

describe('the gain of an insert', () => {
  it('is nothing until it and the programme were measured, for which no session waits', async () => {
    const { loudness } = loudnessWith();
    expect(await loudness.gainOf(programme, insert)).toBe(0);
    await loudness.idle();
    expect(await loudness.gainOf(programme, insert)).toBe(-12);
  });

  it('takes one measurement of each, behind all that viewers need', async () => {
    const { loudness, jobs } = loudnessWith();
    await Promise.all(Array.from({ length: 20 }, () => loudness.gainOf(programme, insert)));
    await loudness.idle();
    await loudness.gainOf(programme, insert);
    // Ten seconds of audio are one stretch.
    expect(jobs.map(({ lane, urgency }) => [lane, urgency])).toEqual([
      ['light', 'background'],
      ['light', 'background'],
    ]);
  });

  it('is known to the next process', async () => {
    const { loudness } = loudnessWith();
    await loudness.gainOf(programme, insert);
    await loudness.idle();
    const next = loudnessWith();
    expect(await next.loudness.gainOf(programme, insert)).toBe(-12);
    expect(next.jobs).toEqual([]);
  });

  it('is nothing where one cannot be measured, which is not tried again at once', async () => {
    let attempts = 0;
    const failing = async () => {
      attempts += 1;
      throw new Error('a disk that is gone');
    };
    const { loudness } = loudnessWith({ measure: failing });
    for (let session = 0; session < 3; session++) {
      expect(await loudness.gainOf(programme, insert)).toBe(0);
      await loudness.idle();
    }
    expect(attempts).toBe(2);
  });

  it('is looked for on the disk once a minute, however many manifests ask for it', async () => {
    const failing = async () => {
      throw new Error('a disk that is gone');
    };
    const [asking, other] = [loudnessWith({ measure: failing }), loudnessWith()];
    await asking.loudness.gainOf(programme, insert);
    await asking.loudness.idle();
    await other.loudness.gainOf(programme, insert);
    await other.loudness.idle();
    expect(await asking.loudness.gainOf(programme, insert)).toBe(0);
    expect(await loudnessWith().loudness.gainOf(programme, insert)).toBe(-12);
  });

  it('is that of the version that was asked for: one that was replaced before its turn is not measured', async () => {
    const replaced = { ...insert, master: { ...insert.master, version: 'v0' } };
    const { loudness, jobs } = loudnessWith();
    await loudness.gainOf(programme, replaced);
    await loudness.idle();
    expect(jobs).toHaveLength(1);
    expect(await loudness.gainOf(programme, replaced)).toBe(0);
    await loudness.gainOf(programme, insert);
    await loudness.idle();
    expect(await loudness.gainOf(programme, insert)).toBe(-12);
  });

  it('is measured of the asset that the library has at its turn, so that none is held while it waits', async () => {
    const taken: string[] = [];
    const first = Promise.withResolvers<void>();
    const { loudness } = loudnessWith({
      library: {
        getForMedia: (id, signal) => {
          taken.push(id);
          return library.getForMedia(id, signal);
        },
      },
      measure: async (...request) => {
        await first.promise;
        return measure(...request);
      },
    });
    await loudness.gainOf(programme, insert);
    await nextTurn();
    expect(taken).toHaveLength(1);
    first.resolve();
    await loudness.idle();
    expect(taken.toSorted()).toEqual([insert.id, programme.id]);
  });

  it('is known without a disk', async () => {
    const { loudness } = loudnessWith({ dataPath: '/dev/null/nowhere' });
    await loudness.gainOf(programme, insert);
    await loudness.idle();
    expect(await loudness.gainOf(programme, insert)).toBe(-12);
  });

  it('of more than a hundred assets at once is measured when they are asked for again', async () => {
    const begun = Promise.withResolvers<void>();
    const { loudness, jobs } = loudnessWith({
      measure: async (...request) => {
        await begun.promise;
        return measure(...request);
      },
    });
    const many = Array.from({ length: 120 }, (_, n) => madeUpAsset(`ad${n}`));
    await Promise.all(many.map((each) => loudness.gainOf(programme, each)));
    begun.resolve();
    await loudness.idle();
    expect(jobs).toHaveLength(100);
    await Promise.all(many.map((each) => loudness.gainOf(programme, each)));
    await loudness.idle();
    expect(jobs).toHaveLength(121);
  });

  it('keeps no server from stopping', async () => {
    const shutdown = new AbortController();
    const { loudness } = loudnessWith({
      measure: (_, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      shutdownSignal: shutdown.signal,
    });
    await loudness.gainOf(programme, insert);
    shutdown.abort();
    await loudness.idle();
  });
});
