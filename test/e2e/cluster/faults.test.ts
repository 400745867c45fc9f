/**
 * What fails in a cluster while viewers play. No request may fail: at most it is refused for now, with 503 and `Retry-After`, or
 * asked again elsewhere by the load balancer where an origin has ended. The counts are printed.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../../support/cluster.js';
import { readPresentation } from '../../support/hls-client.js';
import { joinedMaster } from '../../support/joined-masters.js';
import { generateMaster } from '../../support/masters.js';
import { redisMissing } from '../../support/redis.js';
import type { WorkerProcess } from '../../support/worker.js';
import { until } from '../promises/fixtures/wait.js';
import { startCorruptingProxy } from './support/corrupting-proxy.js';
import { deadLetters, patientProblem } from './support/dead-letters.js';
import { encodesOf } from './support/encodes.js';
import { encodesOn } from './support/encoding.js';
import { whilePlaying } from './support/playing.js';

/** One asset for each fault, whose segments are cold then. */
const FAULTS = ['killed', 'paused', 'restarted', 'origin', 'wrong', 'poison'] as const;

/** No other asset has so many lines. */
const POISON_HEIGHT = 480;

describe.skipIf(redisMissing)('while viewers play', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    const path = await generateMaster('h264-2997');
    const masters = Object.fromEntries(FAULTS.map((fault) => [`${fault}.mp4`, path]));
    cluster = await startCluster({ masters: { ...masters, 'heavy.mp4': await joinedMaster('heavy') } });
  });
  afterAll(() => cluster?.stop());

  const untilEncoding = (workers: () => readonly WorkerProcess[]) =>
    until('an encode', () => workers().find((worker) => encodesOn(worker).length > 0));
  const living = () =>
    cluster.workers.filter(({ process }) => process.exitCode === null && process.signalCode === null);

  test('a worker is killed in the middle of an encode, and its job is done by another', async () => {
    const report = await whilePlaying(cluster, { what: 'a worker killed', asset: 'killed' }, async () => {
      const worker = await untilEncoding(living);
      await worker.kill();
    });
    expect(report.failed).toEqual([]);
    await cluster.addWorker();
  });

  test('Redis stands still for a while', async () => {
    const report = await whilePlaying(
      cluster,
      { what: 'Redis paused', asset: 'paused' },
      async (audience) => {
        await until('the first segments', () => audience.report.answered > 4 || undefined);
        cluster.redis.pause();
        const { answered } = audience.report;
        await until('answers without Redis', () => audience.report.answered > answered + 4 || undefined);
        cluster.redis.resume();
      },
    );
    expect(report.failed).toEqual([]);
  });

  test('Redis ends, origins encode by themselves and say so, and another Redis takes its place', async () => {
    const report = await whilePlaying(
      cluster,
      { what: 'Redis ended', asset: 'restarted' },
      async (audience) => {
        await until('the first segments', () => audience.report.answered > 4 || undefined);
        await cluster.redis.stop();
        const { answered } = audience.report;
        await until('answers without Redis', () => audience.report.answered > answered + 8 || undefined);
        await cluster.redis.restart();
      },
    );
    expect(report.failed).toEqual([]);
    const byOrigins = encodesOf({ log: () => cluster.origins.flatMap(({ log }) => log) });
    expect([...byOrigins.keys()].filter((key) => key.startsWith('restarted '))).not.toEqual([]);
  });

  test('an origin is killed while the other one waits for the encode that it began', async () => {
    const { variants } = await readPresentation(cluster.origins[0], 'heavy');
    const url = variants.find(({ height }) => height === 720)!.segments[2]!;
    const report = await whilePlaying(
      cluster,
      { what: 'an origin killed', asset: 'origin', origins: () => cluster.origins.slice(1) },
      async (audience) => {
        const asked = fetch(url).catch(() => undefined);
        await untilEncoding(living);
        const waiting = audience.get(new URL(url).pathname);
        cluster.origins[0].process.kill('SIGKILL');
        await asked;
        expect((await waiting)?.subarray(4, 8).toString()).toMatch(/styp|moof/);
      },
    );
    expect(report.failed).toEqual([]);
    await cluster.replaceOrigin(0);
  });

  test('a worker answers with wrong bytes, of which no viewer gets any', async () => {
    const proxy = await startCorruptingProxy();
    const bad = await cluster.addWorker({ ONPLAY_WORKER_URL: proxy.url });
    proxy.forwardTo(bad.url);
    const report = await whilePlaying(cluster, { what: 'wrong bytes', asset: 'wrong' }, async () => {
      await until('wrong bytes', () => proxy.changed > 0 || undefined);
    });
    expect(report.failed).toEqual([]);
    await bad.stop();
    await proxy.close();
  });

  test('a segment ends its ffmpeg each time, which is kept as a dead letter, and all else plays', async () => {
    const { variants } = await readPresentation(cluster.origins[0], 'heavy');
    const { segments } = variants.find(({ height }) => height === POISON_HEIGHT)!;
    const state = { isDone: false };
    const report = await whilePlaying(cluster, { what: 'a poisoned segment', asset: 'poison' }, async () => {
      const killing = killEncodes(living, () => state.isDone);
      try {
        const problem = await patientProblem(segments[1]!);
        expect(problem).toMatchObject({ code: 'encode_failed' });
      } finally {
        state.isDone = true;
        await killing;
      }
    });
    expect(report.failed).toEqual([]);
    const letters = await deadLetters(cluster);
    expect(letters).toContainEqual(expect.objectContaining({ asset: 'heavy', code: 'encode_failed' }));
    expect(letters.filter(({ asset }) => asset !== 'heavy')).toEqual([]);
  });
});

/** Kills the encodes of the poisoned height as long as there may be some. */
async function killEncodes(workers: () => readonly WorkerProcess[], isDone: () => boolean): Promise<void> {
  while (!isDone()) {
    for (const worker of workers()) for (const pid of encodesOn(worker, POISON_HEIGHT)) kill(pid);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
