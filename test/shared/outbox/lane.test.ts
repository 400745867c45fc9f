/** The lane of one destination: one attempt at a time, in order, retried when due, and bounded. */
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../src/shared/outbox/due-queue.js';
import { Lane, type LaneOptions } from '../../../src/shared/outbox/lane.js';
import { ManualClock } from '../../support/manual-clock.js';

const HOUR_MS = 60 * 60 * 1000;

/** A destination that accepts everything, except that `answers` decides about some: when to retry, or never to answer. */
function destination(
  answers: Readonly<Record<string, readonly (number | 'hang')[]>> = {},
  options: Partial<LaneOptions<Entry>> = {},
) {
  const clock = new ManualClock(0);
  const attempts: [id: string, atMs: number][] = [];
  const left = new Map(Object.entries(answers).map(([id, all]) => [id, [...all]]));
  const lane = new Lane<Entry>({
    ...{ clock, capacity: 100 },
    attempt: (entry, signal) => {
      attempts.push([entry.id, clock.now()]);
      const answer = left.get(entry.id)?.shift();
      if (answer === undefined) return Promise.resolve(undefined);
      if (answer !== 'hang') return Promise.resolve({ ...entry, dueAtMs: clock.now() + answer });
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(entry)));
    },
    ...options,
  });
  const add = (...ids: string[]) => ids.map((id) => lane.add({ id, dueAtMs: clock.now() })?.id);
  const later = async (ms: number) => {
    clock.advance(ms);
    await lane.idle();
  };
  return { lane, clock, attempts, add, later, attempted: () => attempts.map(([id]) => id) };
}

describe('a lane', () => {
  it('delivers in order, and nothing before it is open', async () => {
    const { lane, add, attempted } = destination();
    add('a', 'b');
    await lane.idle();
    expect([attempted(), lane.size]).toEqual([[], 2]);
    lane.open();
    add('c');
    await lane.idle();
    expect([attempted(), lane.size]).toEqual([['a', 'b', 'c'], 0]);
  });

  it('retries when it is due, and delivers what is behind meanwhile', async () => {
    const { lane, add, attempts, later } = destination({ a: [1000, 500] });
    lane.open();
    add('a', 'b');
    await lane.idle();
    expect(lane.size).toBe(1);
    await later(999);
    await later(1);
    await later(500);
    expect(attempts).toEqual([
      ['a', 0],
      ['b', 0],
      ['a', 1000],
      ['a', 1500],
    ]);
    expect(lane.size).toBe(0);
  });

  it('delivers on after the clock was set back by years, also past a pause', async () => {
    const { lane, clock, add, attempted } = destination();
    clock.advance(50_000 * HOUR_MS);
    lane.open();
    add('a');
    await lane.idle();
    lane.pause(clock.now() + 1000);
    clock.advance(-40_000 * HOUR_MS);
    add('b');
    await lane.idle();
    expect(attempted()).toEqual(['a', 'b']);
  });

  it('makes one attempt at a time: behind a destination that hangs everything waits', async () => {
    const { lane, add, attempted } = destination({ a: ['hang'] });
    lane.open();
    add('a', 'b', 'c');
    expect([attempted(), lane.size]).toEqual([['a'], 3]);
    await lane.close(0);
    expect([attempted(), lane.size]).toEqual([['a'], 3]);
  });

  it('keeps to its rate, and to a pause', async () => {
    const { lane, add, attempts, later } = destination({}, { everyMs: 30 });
    lane.open();
    add('a', 'b', 'c');
    for (let i = 0; i < 3; i++) await later(15);
    lane.pause(1000);
    await later(954);
    expect(attempts).toEqual([
      ['a', 0],
      ['b', 30],
    ]);
    await later(1);
    expect(attempts[2]).toEqual(['c', 1000]);
  });

  it('is bounded: one entry too many is returned, minor ones and the oldest first', () => {
    const isMinor = ({ id }: Entry) => id.startsWith('minor');
    const { lane, add } = destination({}, { capacity: 2, isMinor });
    expect(add('a', 'minor', 'b', 'minor too', 'c')).toEqual([
      undefined,
      undefined,
      'minor',
      'minor too',
      'a',
    ]);
    expect(lane.size).toBe(2);
  });

  it('looks again every hour if the next attempt is days away, since the clock may be set', async () => {
    const { lane, clock, add } = destination({ a: [48 * HOUR_MS] });
    lane.open();
    add('a');
    await lane.idle();
    expect(clock.nextMs).toBe(HOUR_MS);
  });

  it('that was cleared during an attempt is empty after it', async () => {
    const { lane, add } = destination({ a: ['hang'] });
    lane.open();
    add('a', 'b');
    expect(lane.clear().map(({ id }) => id)).toEqual(['a', 'b']);
    await lane.close(0);
    expect(lane.size).toBe(0);
  });

  it('that is closed starts nothing more and has no timer', async () => {
    const { lane, clock, add, attempted } = destination({ a: [1000] });
    lane.open();
    add('a');
    await lane.idle();
    await lane.close(1000);
    add('b');
    clock.advance(HOUR_MS);
    await lane.idle();
    expect([attempted(), clock.nextMs, lane.size]).toEqual([['a'], undefined, 2]);
  });

  it('that is closed waits for an answer that comes in time', async () => {
    let answer = (_entry: Entry | undefined) => undefined as unknown;
    const { lane, add } = destination(
      {},
      {
        attempt: () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      },
    );
    lane.open();
    add('a');
    const closing = lane.close(10_000);
    answer(undefined);
    await closing;
    expect(lane.size).toBe(0);
  });
});
