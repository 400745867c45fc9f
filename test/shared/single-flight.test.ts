import { getEventListeners } from 'node:events';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Waiter, WorkContext } from '../../src/shared/single-flight.js';
import { SingleFlight } from '../../src/shared/single-flight.js';
import { controlledWork, settle, stateOf } from '../encoder/fixtures/controlled-work.js';

let flights: SingleFlight<string>;

beforeEach(() => {
  flights = new SingleFlight();
});

function viewer(options: Partial<Waiter> = {}) {
  const controller = new AbortController();
  return { leave: () => controller.abort(), waiter: { signal: controller.signal, ...options } };
}

/** Work that records the contexts it was started with. */
function observedWork(result?: string) {
  const work = controlledWork(result);
  const contexts: WorkContext[] = [];
  const start = (context: WorkContext) => {
    contexts.push(context);
    return work.start();
  };
  return { work, start, context: () => contexts[0] };
}

describe('simultaneous callers', () => {
  test('get the result of one piece of work', async () => {
    const { work, start } = observedWork('segment');
    const calls = [1, 2, 3].map(() => flights.share('key', viewer().waiter, start));
    expect(calls.map(({ collapsed }) => collapsed)).toEqual([false, true, true]);
    work.finish();
    expect(await Promise.all(calls.map(({ promise }) => promise))).toEqual(['segment', 'segment', 'segment']);
    expect(work.starts).toBe(1);
    expect(flights.size).toBe(0);
  });

  test('all get its failure', async () => {
    const { work, start } = observedWork();
    const calls = [1, 2].map(() => flights.share('key', viewer().waiter, start));
    const failure = new Error('no');
    work.fail(failure);
    for (const { promise } of calls) await expect(promise).rejects.toBe(failure);
    expect(flights.size).toBe(0);
  });

  test('get the failure of work that throws before it returns a promise', async () => {
    const throwing = () => {
      throw new Error('at once');
    };
    const { promise } = flights.share('key', viewer().waiter, throwing);
    await expect(promise).rejects.toThrow('at once');
    expect(flights.size).toBe(0);
  });

  test('of different keys do not share work', () => {
    const { start } = observedWork();
    flights.share('one', viewer().waiter, start);
    expect(flights.share('two', viewer().waiter, start).collapsed).toBe(false);
    expect(flights.size).toBe(2);
  });
});

describe('a later caller', () => {
  test('gets new work when the previous work has finished', async () => {
    const { work, start } = observedWork();
    const first = flights.share('key', viewer().waiter, start);
    work.finish();
    await first.promise;
    expect(flights.share('key', viewer().waiter, start).collapsed).toBe(false);
  });

  test('gets new work when the previous work is being aborted, and the end of the previous work does not affect it', async () => {
    const slow = observedWork('aborted');
    const impatient = viewer();
    flights.share('key', impatient.waiter, slow.start).promise.catch(() => undefined);
    await settle();
    impatient.leave();
    const fresh = observedWork('fresh');
    const second = flights.share('key', viewer().waiter, fresh.start);
    expect(second.collapsed).toBe(false);
    slow.work.finish();
    await settle();
    expect(flights.share('key', viewer().waiter, fresh.start).collapsed).toBe(true);
    fresh.work.finish();
    expect(await second.promise).toBe('fresh');
  });
});

describe('a caller who leaves', () => {
  test('is rejected immediately, and no other caller is', async () => {
    const { work, start, context } = observedWork('segment');
    const impatient = viewer();
    const left = flights.share('key', impatient.waiter, start);
    const stays = flights.share('key', viewer().waiter, start);
    await settle();
    impatient.leave();
    expect(await stateOf(left.promise)).toBe('encode_cancelled');
    expect(context()?.signal.aborted).toBe(false);
    work.finish();
    expect(await stays.promise).toBe('segment');
  });

  test('stops the work if it was the last', async () => {
    const { start, context } = observedWork();
    const viewers = [viewer(), viewer()];
    const calls = viewers.map(({ waiter }) => flights.share('key', waiter, start));
    const states = Promise.all(calls.map(({ promise }) => stateOf(promise)));
    await Promise.resolve();
    for (const { leave } of viewers) leave();
    expect(context()?.signal.aborted).toBe(true);
    expect(flights.size).toBe(0);
    expect(await states).toEqual(['encode_cancelled', 'encode_cancelled']);
  });

  test('stops the work before it has started', async () => {
    const { work, start } = observedWork();
    const impatient = viewer();
    const { promise } = flights.share('key', impatient.waiter, start);
    impatient.leave();
    expect(await stateOf(promise)).toBe('encode_cancelled');
    expect(work.starts).toBe(0);
  });

  test('does not stop work that any caller wanted finished', async () => {
    const { work, start, context } = observedWork('segment');
    const ahead = viewer({ priority: 'prefetch', keep: true });
    const impatient = viewer();
    flights.share('key', ahead.waiter, start).promise.catch(() => undefined);
    flights.share('key', impatient.waiter, start).promise.catch(() => undefined);
    await settle();
    ahead.leave();
    impatient.leave();
    expect(context()?.signal.aborted).toBe(false);
    const late = flights.share('key', viewer().waiter, start);
    expect(late.collapsed).toBe(true);
    work.finish();
    expect(await late.promise).toBe('segment');
  });

  test('before joining starts nothing', async () => {
    const { work, start } = observedWork();
    const { promise, collapsed } = flights.share('key', { signal: AbortSignal.abort() }, start);
    expect(await stateOf(promise)).toBe('encode_cancelled');
    expect([collapsed, work.starts, flights.size]).toEqual([false, 0, 0]);
  });
});

describe('the urgency of the work', () => {
  test('rises when a viewer joins a prefetch, and never drops', async () => {
    const { start, context } = observedWork();
    flights.share('key', viewer({ priority: 'prefetch' }).waiter, start);
    await settle();
    expect(context()?.urgency.priority).toBe('prefetch');
    flights.share('key', viewer().waiter, start);
    expect(context()?.urgency.priority).toBe('demand');
    flights.share('key', viewer({ priority: 'prefetch' }).waiter, start);
    expect(context()?.urgency.priority).toBe('demand');
  });
});

test('no listener is left on the signal of a caller who stayed to the end', async () => {
  const { work, start } = observedWork();
  const { waiter } = viewer();
  const { promise } = flights.share('key', waiter, start);
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
    for (const { waiter } of callers) flights.share('key', waiter, start).promise.catch(() => undefined);
    await settle();
    expect(clientsOf(context()!)).toEqual(['anna', 'bert']);
    callers[0]?.leave();
    callers[1]?.leave();
    expect(clientsOf(context()!)).toEqual(['bert']);
  });

  test('are those of the work that it is part of', async () => {
    const [whole, part] = [observedWork(), observedWork()];
    flights.share('whole', viewer({ client: 'anna' }).waiter, whole.start);
    await settle();
    flights.share('part', viewer({ client: 'anna', partOf: whole.context()!.urgency }).waiter, part.start);
    await settle();
    flights.share('whole', viewer({ client: 'bert' }).waiter, whole.start);
    expect(clientsOf(part.context()!)).toEqual(['anna', 'bert']);
  });
});
