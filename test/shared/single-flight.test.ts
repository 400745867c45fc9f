import { getEventListeners } from 'node:events';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Interest, Sharing } from '../../src/shared/single-flight.js';
import { SharedWork } from '../../src/shared/single-flight.js';
import { controlledWork, settle, stateOf } from '../encoder/fixtures/controlled-work.js';

let shared: SharedWork<string>;

beforeEach(() => {
  shared = new SharedWork();
});

function viewer(options: Partial<Interest> = {}) {
  const controller = new AbortController();
  return { leave: () => controller.abort(), interest: { signal: controller.signal, ...options } };
}

/** Work that also tells what it was given. */
function observedWork(result?: string) {
  const work = controlledWork(result);
  const sharings: Sharing[] = [];
  const start = (sharing: Sharing) => {
    sharings.push(sharing);
    return work.start();
  };
  return { work, start, sharing: () => sharings[0] };
}

describe('simultaneous callers', () => {
  test('get the result of one work', async () => {
    const { work, start } = observedWork('segment');
    const calls = [1, 2, 3].map(() => shared.share('key', viewer().interest, start));
    expect(calls.map(({ collapsed }) => collapsed)).toEqual([false, true, true]);
    work.finish();
    expect(await Promise.all(calls.map(({ promise }) => promise))).toEqual(['segment', 'segment', 'segment']);
    expect(work.starts).toBe(1);
    expect(shared.size).toBe(0);
  });

  test('get its failure, each of them', async () => {
    const { work, start } = observedWork();
    const calls = [1, 2].map(() => shared.share('key', viewer().interest, start));
    const failure = new Error('no');
    work.fail(failure);
    for (const { promise } of calls) await expect(promise).rejects.toBe(failure);
    expect(shared.size).toBe(0);
  });

  test('get the failure of work that threw before it gave a promise', async () => {
    const careless = () => {
      throw new Error('at once');
    };
    const { promise } = shared.share('key', viewer().interest, careless);
    await expect(promise).rejects.toThrow('at once');
    expect(shared.size).toBe(0);
  });

  test('of different keys have nothing in common', () => {
    const { start } = observedWork();
    shared.share('one', viewer().interest, start);
    expect(shared.share('two', viewer().interest, start).collapsed).toBe(false);
    expect(shared.size).toBe(2);
  });
});

describe('a caller who comes later', () => {
  test('gets new work when the former is finished', async () => {
    const { work, start } = observedWork();
    const first = shared.share('key', viewer().interest, start);
    work.finish();
    await first.promise;
    expect(shared.share('key', viewer().interest, start).collapsed).toBe(false);
  });

  test('gets new work when the former is being aborted, and the end of the former does not disturb it', async () => {
    const slow = observedWork('aborted');
    const impatient = viewer();
    shared.share('key', impatient.interest, slow.start).promise.catch(() => undefined);
    await settle();
    impatient.leave();
    const fresh = observedWork('fresh');
    const second = shared.share('key', viewer().interest, fresh.start);
    expect(second.collapsed).toBe(false);
    slow.work.finish();
    await settle();
    expect(shared.share('key', viewer().interest, fresh.start).collapsed).toBe(true);
    fresh.work.finish();
    expect(await second.promise).toBe('fresh');
  });
});

describe('a caller who leaves', () => {
  test('is rejected at once and alone', async () => {
    const { work, start, sharing } = observedWork('segment');
    const impatient = viewer();
    const left = shared.share('key', impatient.interest, start);
    const stays = shared.share('key', viewer().interest, start);
    await settle();
    impatient.leave();
    expect(await stateOf(left.promise)).toBe('encode_cancelled');
    expect(sharing()?.signal.aborted).toBe(false);
    work.finish();
    expect(await stays.promise).toBe('segment');
  });

  test('stops the work when there is no other', async () => {
    const { start, sharing } = observedWork();
    const viewers = [viewer(), viewer()];
    const calls = viewers.map(({ interest }) => shared.share('key', interest, start));
    const states = Promise.all(calls.map(({ promise }) => stateOf(promise)));
    await Promise.resolve();
    for (const { leave } of viewers) leave();
    expect(sharing()?.signal.aborted).toBe(true);
    expect(shared.size).toBe(0);
    expect(await states).toEqual(['encode_cancelled', 'encode_cancelled']);
  });

  test('stops it before it has begun', async () => {
    const { work, start } = observedWork();
    const impatient = viewer();
    const { promise } = shared.share('key', impatient.interest, start);
    impatient.leave();
    expect(await stateOf(promise)).toBe('encode_cancelled');
    expect(work.starts).toBe(0);
  });

  test('does not stop work that anybody wanted kept', async () => {
    const { work, start, sharing } = observedWork('segment');
    const ahead = viewer({ priority: 'read-ahead', keep: true });
    const impatient = viewer();
    shared.share('key', ahead.interest, start).promise.catch(() => undefined);
    shared.share('key', impatient.interest, start).promise.catch(() => undefined);
    await settle();
    ahead.leave();
    impatient.leave();
    expect(sharing()?.signal.aborted).toBe(false);
    const late = shared.share('key', viewer().interest, start);
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
  test('rises when a viewer joins a read-ahead, and never falls', async () => {
    const { start, sharing } = observedWork();
    shared.share('key', viewer({ priority: 'read-ahead' }).interest, start);
    await settle();
    expect(sharing()?.urgency.priority).toBe('read-ahead');
    shared.share('key', viewer().interest, start);
    expect(sharing()?.urgency.priority).toBe('demand');
    shared.share('key', viewer({ priority: 'read-ahead' }).interest, start);
    expect(sharing()?.urgency.priority).toBe('demand');
  });
});

test('no listener is left on the signal of a caller who stayed to the end', async () => {
  const { work, start } = observedWork();
  const { interest } = viewer();
  const { promise } = shared.share('key', interest, start);
  work.finish();
  await promise;
  await settle();
  expect(getEventListeners(interest.signal, 'abort')).toHaveLength(0);
});

describe('the clients that work is done for', () => {
  const clientsOf = ({ urgency }: Sharing) => [...urgency.clients].sort();

  test('are those of the callers who wait now', async () => {
    const { start, sharing } = observedWork();
    const callers = ['anna', 'bert', 'bert'].map((owner) => viewer({ owner }));
    for (const { interest } of callers) shared.share('key', interest, start).promise.catch(() => undefined);
    await settle();
    expect(clientsOf(sharing()!)).toEqual(['anna', 'bert']);
    callers[0]?.leave();
    callers[1]?.leave();
    expect(clientsOf(sharing()!)).toEqual(['bert']);
  });

  test('are those of the work that it is a part of', async () => {
    const [whole, part] = [observedWork(), observedWork()];
    shared.share('whole', viewer({ owner: 'anna' }).interest, whole.start);
    await settle();
    shared.share('part', viewer({ owner: 'anna', partOf: whole.sharing()!.urgency }).interest, part.start);
    await settle();
    shared.share('whole', viewer({ owner: 'bert' }).interest, whole.start);
    expect(clientsOf(part.sharing()!)).toEqual(['anna', 'bert']);
  });
});
