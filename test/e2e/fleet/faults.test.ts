/** What goes wrong in a fleet costs viewers time, and never wrong bytes. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'bullmq';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { DeadLetters } from '../../../src/fleet/coordination/dead-letters.js';
import { retryJob } from '../../../src/fleet/coordination/retry-job.js';
import { WorkerRecords } from '../../../src/fleet/coordination/worker-records.js';
import { jobIdOf, sealJob } from '../../../src/fleet/jobs/job.js';
import { sealResult } from '../../../src/fleet/jobs/result.js';
import type { RedisLink } from '../../../src/redis/redis-link.js';
import { OnplayError } from '../../../src/shared/errors.js';
import { job, otherSeal, resultOf, seal, videoRef } from '../../fleet/support/jobs.js';
import { redisMissing } from '../../support/redis.js';
import { bytesFrom, QUEUES, testFleet } from './support/test-fleet.js';

const LIAR = 'aaaaaaaaaaaaaaaa';

/** Takes the jobs of the queue, and answers them as the test says. The fleet believes that it lives. */
async function impostor(link: RedisLink, answer: (id: string) => unknown): Promise<void> {
  const redis = await link.connect('jobs');
  const worker = new Worker(QUEUES.heavy, async ({ id = '' }) => answer(id), {
    connection: redis,
    prefix: 'test:jobs',
  });
  worker.on('error', () => undefined);
  await worker.waitUntilReady();
  const records = new WorkerRecords(link, seal, QUEUES);
  await records.announce({ id: LIAR, url: 'http://127.0.0.1:1', slots: { heavy: 1, light: 1 } });
  const heartbeat = setInterval(
    () =>
      void records
        .announce({ id: LIAR, url: 'http://127.0.0.1:1', slots: { heavy: 1, light: 1 } })
        .catch(() => undefined),
    1000,
  );
  onTestFinished(async () => {
    clearInterval(heartbeat);
    await worker.close();
    redis.disconnect();
  });
}

/** Serves the same bytes under every path, and counts the requests. */
async function byteServer(bytes: Buffer) {
  const state = { requests: 0 };
  const server = createServer((_request, response) => {
    state.requests += 1;
    response.end(bytes);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close().closeAllConnections());
  await new Promise((resolve) => server.once('listening', resolve));
  return { state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/segments/x` };
}

describe.skipIf(redisMissing)('Redis', () => {
  test('that is stopped leaves the origin to itself, and the fleet is used again when it is back', async () => {
    const { redis, startOrigin, startWorker } = await testFleet();
    const { encodes } = await startWorker({ automatic: false });
    const origin = await startOrigin();
    const interrupted = origin.ask(videoRef(0));
    await vi.waitFor(() => expect(encodes.started).toHaveLength(1));
    await redis.stop();
    expect(await interrupted.bytes).toBe(bytesFrom(origin.local, videoRef(0)));
    expect(origin.fleet.status).toEqual({ encoding: 'local', workers: 0 });
    expect(await origin.ask(videoRef(1)).bytes).toBe(bytesFrom(origin.local, videoRef(1)));
    encodes.automatic = true;
    encodes.finish();
    await redis.restart();
    await vi.waitFor(() => expect(origin.fleet.status).toEqual({ encoding: 'fleet', workers: 1 }));
    expect(await origin.ask(videoRef(2)).bytes).toBe(bytesFrom(encodes, videoRef(2)));
  });

  test('that stands still is as good as gone, until it goes on', async () => {
    const { redis, startOrigin, startWorker } = await testFleet();
    const { encodes } = await startWorker();
    const origin = await startOrigin();
    redis.pause();
    expect(await origin.ask(videoRef(0)).bytes).toBe(bytesFrom(origin.local, videoRef(0)));
    redis.resume();
    await vi.waitFor(() => expect(origin.fleet.status.encoding).toBe('fleet'));
    expect(await origin.ask(videoRef(1)).bytes).toBe(bytesFrom(encodes, videoRef(1)));
  });

  test('in which an attacker writes events that cannot be read does not deafen the origin', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const { encodes } = await startWorker();
    const origin = await startOrigin();
    const events = `test:jobs:${QUEUES.heavy}:events`;
    for (const returnvalue of ['{', '', 'undefined'])
      await origin.link.run((redis) =>
        redis.xadd(events, '*', 'event', 'completed', 'jobId', 'x', 'returnvalue', returnvalue),
      );
    expect(await origin.ask(videoRef()).bytes).toBe(bytesFrom(encodes, videoRef()));
  });
});

describe.skipIf(redisMissing)('a worker', () => {
  test('that is none leaves the origin to itself, until one comes', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const origin = await startOrigin();
    expect(origin.fleet.status).toEqual({ encoding: 'local', workers: 0 });
    expect(await origin.ask(videoRef(0)).bytes).toBe(bytesFrom(origin.local, videoRef(0)));
    expect(await origin.metrics.metrics()).toContain('onplay_fleet_fallbacks_total{reason="no_workers"} 1');
    const { encodes } = await startWorker();
    await vi.waitFor(() => expect(origin.fleet.status).toEqual({ encoding: 'fleet', workers: 1 }));
    expect(await origin.ask(videoRef(1)).bytes).toBe(bytesFrom(encodes, videoRef(1)));
  });

  test('of no fleet, whose results have no seal, is not believed, and nothing is fetched', async () => {
    const { newLink, startOrigin } = await testFleet();
    const { state, url } = await byteServer(Buffer.from('forged'));
    await impostor(await newLink(), () => resultOf({ url }));
    const origin = await startOrigin();
    await vi.waitFor(() => expect(origin.fleet.status.workers).toBe(1));
    expect(await origin.ask(videoRef()).bytes).toBe(bytesFrom(origin.local, videoRef()));
    expect(state.requests).toBe(0);
    expect(origin.log.lines.join()).toContain('not written by this fleet');
  });

  test('that sends other bytes than it announced is refused, named, and suspended', async () => {
    const { newLink, startOrigin } = await testFleet();
    const announced = Buffer.from('the bytes of the segment');
    const { url } = await byteServer(Buffer.from('quite different bytes...'));
    const sha256 = createHash('sha256').update(announced).digest('hex');
    const result = resultOf({ worker: LIAR, url, sha256, bytes: announced.byteLength });
    const link = await newLink();
    await impostor(link, (id) => sealResult(seal, id, result));
    const origin = await startOrigin();
    await vi.waitFor(() => expect(origin.fleet.status.workers).toBe(1));
    expect(await origin.ask(videoRef(0)).bytes).toBe(bytesFrom(origin.local, videoRef(0)));
    const [line = ''] = origin.log.lines.filter((text) => text.includes('other bytes than it had announced'));
    expect(JSON.parse(line)).toMatchObject({ worker: LIAR, job: jobIdOf(job(0)) });
    await vi.waitFor(() => expect(origin.fleet.status.workers).toBe(0));
    expect(await origin.ask(videoRef(1)).bytes).toBe(bytesFrom(origin.local, videoRef(1)));
  });

  test('that is suspended takes no jobs', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const [broken, healthy] = [await startWorker(), await startWorker()];
    const origin = await startOrigin();
    await new WorkerRecords(origin.link, seal, QUEUES).suspend(broken.link.node);
    await vi.waitFor(() => expect(broken.log.lines.join()).toContain('takes no jobs'));
    await vi.waitFor(() => expect(origin.fleet.status.workers).toBe(1));
    const asked = [0, 1, 2, 3].map((segment) => origin.ask(videoRef(segment)).bytes);
    expect(await Promise.all(asked)).toEqual(
      [0, 1, 2, 3].map((segment) => bytesFrom(healthy.encodes, videoRef(segment))),
    );
  });

  test('that ends finishes what it has begun, serves it, and leaves the rest to others', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const ending = await startWorker({ automatic: false });
    const origin = await startOrigin();
    const begun = origin.ask(videoRef(0));
    await vi.waitFor(() => expect(ending.encodes.started).toHaveLength(1));
    const waiting = origin.ask(videoRef(1));
    const other = await startWorker({ automatic: false });
    await vi.waitFor(() => expect(other.encodes.started).toEqual([videoRef(1).key]));
    const drained = ending.worker.drain(60_000);
    await vi.waitFor(() => expect(origin.fleet.status.workers).toBe(1));
    const last = origin.ask(videoRef(2));
    ending.encodes.finish();
    other.encodes.automatic = true;
    other.encodes.finish();
    expect(await begun.bytes).toBe(bytesFrom(ending.encodes, videoRef(0)));
    await drained;
    expect(await waiting.bytes).toBe(bytesFrom(other.encodes, videoRef(1)));
    expect(await last.bytes).toBe(bytesFrom(other.encodes, videoRef(2)));
  });

  test('that has no time to finish hands its job back to another', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const ending = await startWorker({ automatic: false });
    const origin = await startOrigin();
    const { bytes } = origin.ask(videoRef());
    await vi.waitFor(() => expect(ending.encodes.started).toHaveLength(1));
    const other = await startWorker();
    await ending.worker.drain(0);
    expect(await bytes).toBe(bytesFrom(other.encodes, videoRef()));
    expect(origin.local.started).toEqual([]);
  });
});

describe.skipIf(redisMissing)('a job', () => {
  const broken = new OnplayError('encode_failed', { publicDetail: 'The encoder failed.', retryable: true });

  test('that fails each time is a dead letter after three attempts, and other work goes on', async () => {
    const { startOrigin, startWorker, deadLetters } = await testFleet();
    const poisoned = await startWorker();
    poisoned.encodes.failure = broken;
    const origin = await startOrigin();
    await expect(origin.ask(videoRef(0)).bytes).rejects.toMatchObject({
      code: 'encode_failed',
      about: 'subject',
    });
    expect(poisoned.encodes.started).toHaveLength(3);
    poisoned.encodes.failure = undefined;
    expect(await origin.ask(videoRef(1)).bytes).toBe(bytesFrom(poisoned.encodes, videoRef(1)));
    const [letter, ...more] = await (await deadLetters()).list(10);
    expect(letter).toMatchObject({
      id: jobIdOf(job(0)),
      asset: 'tenant/film',
      segment: videoRef(0).key,
      code: 'encode_failed',
      detail: 'The encoder failed.',
      worker: poisoned.link.node,
    });
    expect(more).toEqual([]);
    expect(origin.local.started).toEqual([]);
  });

  test('that fails for what may not be retried fails at once', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const { encodes } = await startWorker();
    encodes.failure = new OnplayError('encode_failed', { publicDetail: 'Never again.' });
    const origin = await startOrigin();
    await expect(origin.ask(videoRef(0)).bytes).rejects.toMatchObject({ publicDetail: 'Never again.' });
    expect(encodes.started).toHaveLength(1);
  });

  test('that no origin of this fleet asked for is not done', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const { encodes, log } = await startWorker();
    const origin = await startOrigin();
    const { Queue } = await import('bullmq');
    const redis = await origin.link.connect('jobs');
    onTestFinished(() => redis.disconnect());
    const queue = new Queue(QUEUES.heavy, { connection: redis, prefix: 'test:jobs' });
    await queue.add('segment', job(0), { jobId: jobIdOf(job(0)) });
    await queue.add('segment', 'x'.repeat(100_000), { jobId: 's1' });
    await vi.waitFor(() => expect(log.lines.join().split('not asked for by an origin').length).toBe(3));
    expect(encodes.started).toEqual([]);
    // The same segment can be asked for.
    expect(await origin.ask(videoRef(0)).bytes).toBe(bytesFrom(encodes, videoRef(0)));
  });

  test('that no worker takes up is done by an origin that has nothing to do, and by no worker then', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const { encodes } = await startWorker({ automatic: false });
    const [idle, other] = [await startOrigin(), await startOrigin()];
    const running = idle.ask(videoRef(0));
    await vi.waitFor(() => expect(encodes.started).toHaveLength(1));
    const [alone, shared] = [idle.ask(videoRef(1)), [idle.ask(videoRef(2)), other.ask(videoRef(2))]];
    idle.local.queueLength = 0;
    expect(await alone.bytes).toBe(bytesFrom(idle.local, videoRef(1)));
    // What another origin waits for too stays in the queue.
    encodes.automatic = true;
    encodes.finish();
    const expected = bytesFrom(encodes, videoRef(2));
    expect(await Promise.all(shared.map(({ bytes }) => bytes))).toEqual([expected, expected]);
    await running.bytes;
    expect(encodes.started).toEqual([videoRef(0).key, videoRef(2).key]);
  });

  test('that takes longer than it may is done by the origin', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const { encodes } = await startWorker({ automatic: false });
    const origin = await startOrigin({ limitMs: 300 });
    expect(await origin.ask(videoRef()).bytes).toBe(bytesFrom(origin.local, videoRef()));
    await vi.waitFor(() => expect(encodes.cancelled).toHaveLength(1));
  });
});

describe.skipIf(redisMissing)('a dead letter', () => {
  test('is done again when the operator says so, though no origin waits for it', async () => {
    const { newLink, startOrigin, startWorker } = await testFleet();
    const worker = await startWorker();
    worker.encodes.failure = new OnplayError('encode_failed', { publicDetail: 'The encoder failed.' });
    const origin = await startOrigin();
    await expect(origin.ask(videoRef()).bytes).rejects.toMatchObject({ code: 'encode_failed' });
    const link = await newLink();
    const deadLetters = new DeadLetters(link);
    const letter = (await deadLetters.find(jobIdOf(job()))) ?? expect.fail();
    expect(Math.abs(letter.failedAt - (await link.now()))).toBeLessThan(3_600_000);
    worker.encodes.failure = undefined;
    worker.encodes.automatic = false;
    expect(await retryJob({ link, seal, deadLetters }, letter)).toBe(true);
    await vi.waitFor(() => expect(worker.encodes.started).toHaveLength(2));
    expect(await deadLetters.count()).toBe(0);
    worker.encodes.finish();
    // It is there for the next who asks.
    expect(await origin.ask(videoRef()).bytes).toBe(bytesFrom(worker.encodes, videoRef()));
    expect(worker.encodes.started).toHaveLength(2);
  });

  test('that a stranger put there is not done, and what is none is not listed', async () => {
    const { newLink } = await testFleet();
    const link = await newLink();
    const deadLetters = new DeadLetters(link);
    const letter = {
      ...{
        id: jobIdOf(job()),
        queue: QUEUES.heavy,
        job: sealJob(otherSeal, job()),
        asset: 'film',
        segment: 'v/1',
      },
      ...{ code: 'encode_failed', detail: 'Trust me.', attempts: 1, worker: 'x' },
    };
    await deadLetters.record(letter, false);
    await link.run((redis) => redis.hset('test:fleet:dead-letter-records', 's2', '{"id":"../../x"}'));
    await link.run((redis) => redis.zadd('test:fleet:dead-letters', 1, 's2'));
    const [listed = expect.fail(), ...more] = await deadLetters.list(10);
    expect(more).toEqual([]);
    expect(await retryJob({ link, seal, deadLetters }, listed)).toBe(false);
    expect(await deadLetters.drop(listed.id)).toBe(true);
    expect(await deadLetters.drop(listed.id)).toBe(false);
  });

  test('makes room for newer ones: a thousand are kept', async () => {
    const { deadLetters: open } = await testFleet();
    const deadLetters = await open();
    const letter = {
      queue: QUEUES.heavy,
      job: '',
      asset: 'film',
      segment: 'v/1',
      code: 'x',
      detail: '',
      attempts: 1,
      worker: '',
    };
    for (let i = 0; i < 1010; i++)
      await deadLetters.record({ ...letter, id: `s${String(i).padStart(40, '0')}` }, false);
    expect(await deadLetters.count()).toBe(1000);
    expect(await deadLetters.list(2000)).toHaveLength(1000);
  });

  test('of a job that ended its workers has it refused, until the operator drops it', async () => {
    const { startOrigin, startWorker, newLink } = await testFleet();
    const { encodes } = await startWorker();
    const origin = await startOrigin();
    const deadLetters = new DeadLetters(await newLink());
    const letter = {
      ...{
        id: jobIdOf(job()),
        queue: QUEUES.heavy,
        job: sealJob(seal, job()),
        asset: 'film',
        segment: 'v/1',
      },
      ...{ code: 'encode_failed', detail: 'It ended three workers.', attempts: 3, worker: 'x' },
    };
    await deadLetters.record(letter, true);
    await expect(origin.ask(videoRef()).bytes).rejects.toMatchObject({
      code: 'encode_failed',
      about: 'subject',
    });
    expect([encodes.started, origin.local.started]).toEqual([[], []]);
    await deadLetters.drop(letter.id);
    expect(await origin.ask(videoRef()).bytes).toBe(bytesFrom(encodes, videoRef()));
  });
});
