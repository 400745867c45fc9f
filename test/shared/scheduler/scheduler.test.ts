import { getEventListeners } from 'node:events';
import { beforeEach, describe, expect, test } from 'vitest';
import { createScheduler, type Job, type Scheduler } from '../../../src/shared/scheduler/scheduler.js';
import { Urgency } from '../../../src/shared/scheduler/urgency.js';
import {
  type ControlledWork,
  controlledWork,
  settle,
  stateOf,
} from '../../encoder/fixtures/controlled-work.js';

const NEVER = new AbortController().signal;
const DEMAND: Job = { lane: 'heavy', urgency: 'demand' };
const PREFETCH: Job = { lane: 'heavy', urgency: 'prefetch' };
const LIGHT: Job = { lane: 'light', urgency: 'demand' };

let now: number;
let scheduler: Scheduler;
/** The names of the jobs in the order in which they started. */
let started: string[];

beforeEach(() => {
  now = 1000;
  started = [];
  scheduler = createScheduler({ slots: 1, lightSlots: 1, maxQueued: 3, clock: () => now });
});

interface Submitted extends ControlledWork {
  readonly promise: Promise<string>;
}

function submit(name: string, job: Job = DEMAND, signal = new AbortController().signal): Submitted {
  const work = controlledWork(name);
  const begin = () => {
    started.push(name);
    return work.start();
  };
  const promise = scheduler.run(job, begin, signal);
  promise.catch(() => undefined);
  return Object.assign(work, { promise });
}

describe('a free slot', () => {
  test('is taken immediately, and the result of the job is returned', async () => {
    const work = submit('a');
    await settle();
    expect(started).toEqual(['a']);
    expect([scheduler.running, scheduler.depth]).toEqual([1, 0]);
    work.finish();
    expect(await work.promise).toBe('a');
    expect(scheduler.running).toBe(0);
  });

  test('is free again after a job that failed, and its error is thrown', async () => {
    const work = submit('a');
    const failure = new Error('no');
    work.fail(failure);
    await expect(work.promise).rejects.toBe(failure);
    expect(scheduler.running).toBe(0);
  });

  test('is free again after a job that throws before it returns a promise', async () => {
    const throwing = () => {
      throw new Error('at once');
    };
    await expect(scheduler.run(DEMAND, throwing, NEVER)).rejects.toThrow('at once');
    expect(scheduler.running).toBe(0);
  });
});

describe('a queued job', () => {
  test('runs in order of arrival, demand before prefetch', async () => {
    const first = submit('first');
    const others = [submit('prefetch', PREFETCH), submit('b'), submit('c')];
    expect(scheduler.depth).toBe(3);
    for (const work of [first, ...others]) work.finish();
    await Promise.all(others.map((work) => work.promise));
    expect(started).toEqual(['first', 'b', 'c', 'prefetch']);
  });

  test('receives the time that it waited', async () => {
    const first = submit('first');
    const waited = scheduler.run(DEMAND, async (turn) => turn.queuedMs, NEVER);
    await settle();
    now += 250;
    first.finish();
    expect(await waited).toBe(250);
    expect(await scheduler.run(DEMAND, async (turn) => turn.queuedMs, NEVER)).toBe(0);
  });

  test('leaves the queue as soon as its signal aborts, and never starts', async () => {
    const first = submit('first');
    const controller = new AbortController();
    const unwanted = submit('unwanted', DEMAND, controller.signal);
    await settle();
    controller.abort();
    expect(scheduler.depth).toBe(0);
    expect(await stateOf(unwanted.promise)).toBe('encode_cancelled');
    first.finish();
    await scheduler.idle();
    expect(started).toEqual(['first']);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  test('does not start if its signal aborts just as its slot is granted, and releases the slot', async () => {
    const first = submit('first');
    const controller = new AbortController();
    const unwanted = submit('unwanted', DEMAND, controller.signal);
    const last = submit('last');
    await settle();
    first.finish();
    // Runs after the slot was granted and before the job that got it continues.
    queueMicrotask(() => controller.abort());
    expect(await stateOf(unwanted.promise)).toBe('encode_cancelled');
    expect(started).toEqual(['first', 'last']);
    last.finish();
    await scheduler.idle();
  });

  test('joins the end of the demand queue when a viewer promotes it', async () => {
    const urgency = new Urgency('prefetch');
    const first = submit('first');
    const works = [submit('prefetch', PREFETCH), submit('promoted', { lane: 'heavy', urgency }), submit('b')];
    await settle();
    urgency.promote();
    for (const work of [first, ...works]) work.finish();
    await scheduler.idle();
    expect(started).toEqual(['first', 'b', 'promoted', 'prefetch']);
  });
});

describe('a full queue', () => {
  test('refuses more demand with a retryable error', async () => {
    submit('first');
    for (const name of ['b', 'c', 'd']) submit(name);
    const refused = submit('e');
    await expect(refused.promise).rejects.toMatchObject({ code: 'queue_full', retryable: true });
    expect(scheduler.depth).toBe(3);
  });

  test('refuses prefetch', async () => {
    submit('first');
    for (const name of ['b', 'c', 'd']) submit(name, PREFETCH);
    expect(await stateOf(submit('e', PREFETCH).promise)).toBe('queue_full');
  });

  test('drops the youngest prefetch for demand', async () => {
    submit('first');
    const older = submit('older', PREFETCH);
    submit('b');
    const younger = submit('younger', PREFETCH);
    const wanted = submit('c');
    expect(await stateOf(younger.promise)).toBe('queue_full');
    expect(await stateOf(older.promise)).toBe('pending');
    expect(await stateOf(wanted.promise)).toBe('pending');
    expect(scheduler.depth).toBe(3);
  });

  test('does not drop a prefetch that was promoted', async () => {
    const urgency = new Urgency('prefetch');
    submit('first');
    const promoted = submit('promoted', { lane: 'heavy', urgency });
    submit('b');
    submit('c');
    urgency.promote();
    expect(await stateOf(submit('d').promise)).toBe('queue_full');
    expect(await stateOf(promoted.promise)).toBe('pending');
  });
});

test('light jobs do not wait for heavy jobs, nor heavy for light', async () => {
  submit('heavy');
  submit('heavy too');
  submit('light', LIGHT);
  submit('light too', LIGHT);
  await settle();
  expect(started).toEqual(['heavy', 'light']);
  expect([scheduler.running, scheduler.depth]).toEqual([2, 2]);
});

describe('a closed scheduler', () => {
  test('refuses new jobs and queued prefetch, and completes demand', async () => {
    const running = submit('running');
    const waiting = submit('waiting');
    const prefetch = submit('prefetch', PREFETCH);
    await settle();
    scheduler.close();
    expect(await stateOf(prefetch.promise)).toBe('shutting_down');
    await expect(submit('late').promise).rejects.toMatchObject({ code: 'shutting_down', retryable: true });
    const idle = scheduler.idle();
    running.finish();
    expect(await stateOf(idle)).toBe('pending');
    waiting.finish();
    await idle;
    expect(await waiting.promise).toBe('waiting');
  });

  test('is idle immediately if there are no jobs', async () => {
    scheduler.close();
    await scheduler.idle();
  });
});

describe('a scheduler without jobs left', () => {
  let idleTimes: number;

  beforeEach(() => {
    idleTimes = 0;
    const onIdle = () => {
      idleTimes += 1;
    };
    scheduler = createScheduler({ slots: 1, lightSlots: 1, maxQueued: 3, onIdle });
  });

  test('calls onIdle each time the last job has ended, however it ended', async () => {
    const [first, last, light] = [submit('first'), submit('last'), submit('light', LIGHT)];
    first.finish();
    await first.promise;
    last.fail(new Error('no'));
    await settle();
    expect(idleTimes).toBe(0);
    light.finish();
    await light.promise;
    expect(idleTimes).toBe(1);
    const again = submit('again');
    again.finish();
    await again.promise;
    expect(idleTimes).toBe(2);
  });

  test('calls onIdle when the last job was cancelled', async () => {
    const controller = new AbortController();
    const first = submit('first');
    const unwanted = submit('unwanted', DEMAND, controller.signal);
    await settle();
    first.finish();
    queueMicrotask(() => controller.abort());
    expect(await stateOf(unwanted.promise)).toBe('encode_cancelled');
    expect(idleTimes).toBe(1);
  });

  test('does not call onIdle once it is closed', async () => {
    const work = submit('work');
    scheduler.close();
    work.finish();
    await work.promise;
    await scheduler.idle();
    expect(idleTimes).toBe(0);
  });
});
