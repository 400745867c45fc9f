import { getEventListeners } from 'node:events';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Waiter, WorkContext } from '../../src/shared/single-flight.js';
import { SingleFlight } from '../../src/shared/single-flight.js';
import { controlledWork, settle, stateOf } from '../encoder/fixtures/controlled-work.js';

let shared: SingleFlight<string>;

beforeEach(() => {
  shared = new SingleFlight();
});

function viewer(options: Partial<Waiter> = {}) {
  const controller = new AbortController();
  return { leave: () => controller.abort(), waiter: { signal: controller.signal, ...options } };
}

/** Work that also tells what it was given. */
function observedWork(result?: string) {
  const work = controlledWork(result);
  const sharings: WorkContext[] = [];
  const start = (context: WorkContext) => {
    sharings.push(context);
    return work.start();
  };
  return { work, start, context: () => sharings[0] };
}

describe('simultaneous callers', () => {
  test('get the result of one work', async () => {
    const { work, start } = observedWork('segment');
    const calls = [1, 2, 3].map(() => shared.share('key', viewer().waiter, start));
    expect(calls.map(({ collapsed }) => collapsed)).toEqual([false, true, true]);
    work.finish();
    expect(await Promise.all(calls.map(({ promise }) => promise))).toEqual(['segment', 'segment', 'segment']);
    expect(work.starts).toBe(1);
    expect(shared.size).toBe(0);
  });

  test('get its failure, each of them', async () => {
    const { work, start } = observedWork();
    const calls = [1, 2].map(() => shared.share('key', viewer().waiter, start));
    const failure = new Error('no');
    work.fail(failure);
    for (const { promise } of calls) await expect(promise).rejects.toBe(failure);
    expect(shared.size).toBe(0);
  });

  test('get the failure of work that threw before it gave a promise', async () => {
    const careless = () => {
      throw new Error('at once');
    };
    const { promise } = shared.share('key', viewer().waiter, careless);
    await expect(promise).rejects.toThrow('at once');
    expect(shared.size).toBe(0);
  });

  test('of different keys have nothing in common', () => {
    const { start } = observedWork();
    shared.share('one', viewer().waiter, start);
    expect(shared.share('two', viewer().waiter, start).collapsed).toBe(false);
    expect(shared.size).toBe(2);
  });
});

describe('a caller who comes later', () => {
  test('gets new work when the former is finished', async () => {
    const { work, start } = observedWork();
    const first = shared.share('key', viewer().waiter, start);
    work.finish();
    await first.promise;
    expect(shared.share('key', viewer().waiter, start).collapsed).toBe(false);
  });

  test('gets new work when the former is being aborted, and the end of the former does not disturb it', async () => {
    const slow = observedWork('aborted');
    const impatient = viewer();
    shared.share('key', impatient.waiter, slow.start).promise.catch(() => undefined);
    await settle();
    impatient.leave();
    const fresh = observedWork('fresh');
    const second = shared.share('key', viewer().waiter, fresh.start);
    expect(second.collapsed).toBe(false);
    slow.work.finish();
    await settle();
    expect(shared.share('key', viewer().waiter, fresh.start).collapsed).toBe(true);
    fresh.work.finish();
    expect(await second.promise).toBe('fresh');
  });
});

describe('a caller who leaves', () => {
  test('is rejected at once and alone', async () => {
    const { work, start, context } = observedWork('segment');
    const impatient = viewer();
    const left = shared.share('key', impatient.waiter, start);
    const stays = shared.share('key', viewer().waiter, start);
    await settle();
    impatient.leave();
    expect(await stateOf(left.promise)).toBe('encode_cancelled');
    expect(context()?.signal.aborted).toBe(false);
    work.finish();
    expect(await stays.promise).toBe('segment');
  });

  test('stops the work when there is no other', async () => {
    const { start, context } = observedWork();
    const viewers = [viewer(), viewer()];
    const calls = viewers.map(({ waiter }) => shared.share('key', waiter, start));
    const states = Promise.all(calls.map(({ promise }) => stateOf(promise)));
    await Promise.resolve();
    for (const { leave } of viewers) leave();
    expect(context()?.signal.aborted).toBe(true);
    expect(shared.size).toBe(0);
    expect(await states).toEqual(['encode_cancelled', 'encode_cancelled']);
  });

  test('stops it before it has begun', async () => {
    const { work, start } = observedWork();
    const impatient = viewer();
    const { promise } = shared.share('key', impatient.waiter, start);
    impatient.leave();
    expect(await stateOf(promise)).toBe('encode_cancelled');
    expect(work.starts).toBe(0);
  });

  test('does not stop work that anybody wanted kept', async () => {
    const { work, start, context } = observedWork('segment');
    const ahead = viewer({ priority: 'prefetch', keep: true });
    const impatient = viewer();
    shared.share('key', ahead.waiter, start).promise.catch(() => undefined);
    shared.share('key', impatient.waiter, start).promise.catch(() => undefined);
    await settle();
    ahead.leave();
    impatient.leave();
    expect(context()?.signal.aborted).toBe(false);
    const late = shared.share('key', viewer().waiter, start);
    expect(late.collapsed).toBe(true);
    work.finish();
    expect(await late.promise).toBe('segment');
  });

  test('before coming starts nothing', async () => {
    const { work, start } = observedWork();
    const { promise, collapsed } = shared.share('key', { signal: AbortSignal.abort() }, start);
    expect(await stateOf(promise)).toBe('encode_cancelled');
    expect([collapsed, work.starts, shared.size]).toEqual([false, 0, 0]);
  });
});

describe('the urgency of the work', () => {
  test('rises when a viewer joins a prefetch, and never falls', async () => {
    const { start, context } = observedWork();
    shared.share('key', viewer({ priority: 'prefetch' }).waiter, start);
    await settle();
    expect(context()?.urgency.priority).toBe('prefetch');
    shared.share('key', viewer().waiter, start);
    expect(context()?.urgency.priority).toBe('demand');
    shared.share('key', viewer({ priority: 'prefetch' }).waiter, start);
    expect(context()?.urgency.priority).toBe('demand');
  });
});

test('no listener is left on the signal of a caller who stayed to the end', async () => {
  const { work, start } = observedWork();
  const { waiter } = viewer();
  const { promise } = shared.share('key', waiter, start);
  work.finish();
  await promise;
  await settle();
  expect(getEventListeners(waiter.signal, 'abort')).toHaveLength(0);
});

describe('the clients that work is done for', () => {
  const clientsOf = ({ urgency }: WorkContext) => [...urgency.clients].sort();

  test('are those of the callers who wait now', async () => {
    const { start, context } = observedWork();
    const callers = ['anna', 'bert', 'bert'].map((client) => viewer({ client }));
    for (const { waiter } of callers) shared.share('key', waiter, start).promise.catch(() => undefined);
    await settle();
    expect(clientsOf(context()!)).toEqual(['anna', 'bert']);
    callers[0]?.leave();
    callers[1]?.leave();
    expect(clientsOf(context()!)).toEqual(['bert']);
  });

  test('are those of the work that it is a part of', async () => {
    const [whole, part] = [observedWork(), observedWork()];
    shared.share('whole', viewer({ client: 'anna' }).waiter, whole.start);
    await settle();
    shared.share('part', viewer({ client: 'anna', partOf: whole.context()!.urgency }).waiter, part.start);
    await settle();
    shared.share('whole', viewer({ client: 'bert' }).waiter, whole.start);
    expect(clientsOf(part.context()!)).toEqual(['anna', 'bert']);
  });
});
