/** How a worker tells what became of a job. */
import { type Job as QueuedJob, UnrecoverableError, WaitingError } from 'bullmq';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { openFailure } from '../../../src/fleet/jobs/failure.js';
import { jobIdOf, sealJob } from '../../../src/fleet/jobs/job.js';
import { openResult } from '../../../src/fleet/jobs/result.js';
import { JobProcessor } from '../../../src/fleet/worker/job-processor.js';
import { workerMetrics } from '../../../src/fleet/worker/worker-metrics.js';
import { OnplayError } from '../../../src/shared/errors.js';
import { encodeCancelled, shuttingDown } from '../../../src/shared/scheduler/errors.js';
import { noTracing } from '../../../src/shared/tracing/tracing.js';
import { job, otherSeal, seal, WORKER_ID } from '../support/jobs.js';

const ID = jobIdOf(job());
const FINISHED = {
  bytes: Buffer.from('bytes'),
  sha256: 'ab'.repeat(32),
  timings: { queueMs: 0, feedMs: 1, encodeMs: 2, packageMs: 3 },
  slotMs: 6,
  fetched: false,
};

function queued(changes: Partial<QueuedJob<unknown>> = {}) {
  const moves: string[] = [];
  const described = {
    ...{
      id: ID,
      data: sealJob(seal, job()),
      attemptsMade: 0,
      stalledCounter: 0,
      queueName: 'heavy-0123456789abcdef',
    },
    opts: { attempts: 3 },
    moveToWait: async (token: string) => void moves.push(token),
    ...changes,
  };
  return { moves, job: described as unknown as QueuedJob<unknown> };
}

function processor(failure?: unknown) {
  const state = { isDraining: false, runs: 0 };
  const buried: { code: string; attempts: number; isDangerous: boolean }[] = [];
  const made = new JobProcessor({
    ...{
      seal,
      tracing: noTracing,
      log: pino({ level: 'silent' }),
      worker: { id: WORKER_ID, url: 'http://worker:8090' },
    },
    run: async () => {
      state.runs += 1;
      if (failure !== undefined) throw failure;
      return FINISHED;
    },
    deadLetters: {
      record: async ({ code, attempts }, isDangerous) => void buried.push({ code, attempts, isDangerous }),
    },
    isDraining: () => state.isDraining,
    metrics: workerMetrics(new Registry(), { running: () => 0, finishedBytes: () => 0 }),
  });
  const work = (changes: Partial<QueuedJob<unknown>> = {}) => {
    const { job: one, moves } = queued(changes);
    const result = made.process(one, 'token', new AbortController().signal);
    return { result, moves, thrown: result.catch((error: unknown) => error as Error) };
  };
  return { state, buried, work, made };
}

function failed(options: { retryable?: boolean; code?: string } = {}) {
  return new OnplayError(options.code ?? 'encode_failed', {
    publicDetail: 'It failed.',
    ...options,
    cause: new Error('/secret'),
  });
}

describe('a job that is done', () => {
  test('has a result that says where the bytes are, and what they are', async () => {
    const sealed = await processor().work().result;
    const { timings, slotMs, sha256 } = FINISHED;
    expect(openResult(seal, ID, sealed)).toEqual({
      ...{ worker: WORKER_ID, url: `http://worker:8090/segments/${ID}`, bytes: 5, sha256, timings, slotMs },
    });
  });
});

describe('a job that fails', () => {
  test('is tried again while it may succeed, and is a dead letter after its last attempt', async () => {
    const { work, buried } = processor(failed({ retryable: true }));
    const first = await work().thrown;
    expect(first).not.toBeInstanceOf(UnrecoverableError);
    expect(buried).toEqual([]);
    const last = await work({ attemptsMade: 2 }).thrown;
    expect(last).toBeInstanceOf(UnrecoverableError);
    expect(buried).toEqual([{ code: 'encode_failed', attempts: 3, isDangerous: false }]);
  });

  test('tells the origin why, with a seal, and without cause or stack', async () => {
    const error = (await processor(failed()).work().thrown) as Error;
    expect(openFailure(seal, ID, error.message)).toMatchObject({
      code: 'encode_failed',
      publicDetail: 'It failed.',
    });
    expect(`${error.message}${error.stack}`).not.toMatch(/secret|\.ts/);
  });

  test('for good is not tried again', async () => {
    expect(await processor(failed()).work().thrown).toBeInstanceOf(UnrecoverableError);
  });

  test.each([
    ['was cancelled', encodeCancelled()],
    ['is of a master that was replaced', failed({ code: 'version_gone' })],
  ])('because it %s is no dead letter', async (_why, error) => {
    const { work, buried } = processor(error);
    expect(await work().thrown).toBeInstanceOf(UnrecoverableError);
    expect(buried).toEqual([]);
  });

  test('because it ended its workers is a dead letter that is refused from then on', async () => {
    const { made, buried } = processor();
    await made.buryLost(
      queued({ failedReason: 'job stalled more than allowable limit', stalledCounter: 3 }).job,
    );
    expect(buried).toEqual([{ code: 'encode_failed', attempts: 3, isDangerous: true }]);
  });
});

describe('a job that is not of this fleet', () => {
  test.each([
    ['has the seal of another', sealJob(otherSeal, job())],
    ['has none', job()],
    ['is of another segment', sealJob(seal, job(1))],
    ['is nothing', undefined],
  ])('since it %s, is refused before anything is done', async (_why, data) => {
    const { work, state, buried } = processor();
    expect(await work({ data }).thrown).toBeInstanceOf(UnrecoverableError);
    expect([state.runs, buried]).toEqual([0, []]);
  });
});

describe('a worker that ends', () => {
  test('hands back a job that it has just got, without an attempt', async () => {
    const { work, state } = processor();
    state.isDraining = true;
    const { thrown, moves } = work();
    expect(await thrown).toBeInstanceOf(WaitingError);
    expect([moves, state.runs]).toEqual([['token'], 0]);
  });

  test('hands back a job that it could not finish', async () => {
    const { state, work } = processor(shuttingDown());
    const { thrown, moves } = work();
    state.isDraining = true;
    expect(await thrown).toBeInstanceOf(WaitingError);
    expect(moves).toEqual(['token']);
  });
});
