import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BinaryHeap } from '../../../bench/support/flash-crowd/binary-heap.js';
import {
  type EncodeJob,
  encodeAll,
  type FleetAssumptions,
} from '../../../bench/support/flash-crowd/fleet.js';
import { answerAll, type OriginAssumptions } from '../../../bench/support/flash-crowd/origins.js';

const SEED = { seed: 11 };

const one: FleetAssumptions = {
  slotsPerWorker: 1,
  minWorkers: 1,
  maxWorkers: 1,
  pollSeconds: 15,
  startSeconds: 30,
  minStep: 1,
};

function job(key: number, at: number, more: Partial<EncodeJob> = {}): EncodeJob {
  return { key, at, parts: 1, dueAt: at, seconds: 1, ...more };
}

describe('the heap', () => {
  it('gives back what was put in, by priority', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (priorities) => {
        const heap = new BinaryHeap();
        for (const priority of priorities) heap.push(priority, priority);
        const popped = priorities.map(() => heap.pop());
        return heap.pop() === undefined && popped.join() === [...priorities].sort((a, b) => a - b).join();
      }),
      SEED,
    );
  });
});

describe('a fleet', () => {
  it('encodes at once what it has a slot for', () => {
    const { doneAt } = encodeAll([job(1, 3), job(2, 3)], { ...one, slotsPerWorker: 2 }, 100);
    expect(doneAt).toEqual(
      new Map([
        [1, 4],
        [2, 4],
      ]),
    );
  });

  it('lets what it has no slot for wait, the most urgent first', () => {
    const jobs = [job(1, 0), job(2, 0.1, { dueAt: 9 }), job(3, 0.2, { dueAt: 5 })];
    expect(encodeAll(jobs, one, 100).doneAt).toEqual(
      new Map([
        [1, 1],
        [3, 2],
        [2, 3],
      ]),
    );
  });

  it('has a segment when its last part is done', () => {
    const jobs = [job(1, 0, { parts: 2, seconds: 2 }), job(1, 0, { parts: 2, seconds: 1 })];
    expect(encodeAll(jobs, { ...one, slotsPerWorker: 2 }, 100).doneAt.get(1)).toBe(2);
    expect(encodeAll(jobs, one, 100).doneAt.get(1)).toBe(3);
  });

  it('does not have a segment of which a part has not begun', () => {
    const jobs = [job(1, 0, { parts: 2, seconds: 50 }), job(1, 0, { parts: 2, seconds: 50 })];
    expect(encodeAll(jobs, one, 20).doneAt.size).toBe(0);
  });

  it('grows while jobs wait: at most twofold at a look, and new workers come later', () => {
    const jobs = Array.from({ length: 100 }, (_, key) => job(key, 0, { seconds: 1000 }));
    const { workers, longestQueue } = encodeAll(jobs, { ...one, maxWorkers: 7 }, 100);
    expect(workers).toEqual([
      [0, 1],
      [15, 1],
      [30, 2],
      [45, 4],
      [60, 7],
      [75, 7],
      [90, 7],
    ]);
    expect(longestQueue).toBe(99);
  });

  it('starts no worker that it has no job for', () => {
    const { workers } = encodeAll([job(1, 0), job(2, 50)], { ...one, maxWorkers: 100 }, 100);
    expect(workers.at(-1)).toEqual([90, 1]);
  });

  it('is never slower with more workers, and encodes each job once', () => {
    const jobs = fc.array(fc.record({ at: fc.nat(30), seconds: fc.integer({ min: 1, max: 5 }) }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(jobs, (list) => {
        const inOrder = list.toSorted((a, b) => a.at - b.at);
        const sorted = inOrder.map(({ at, seconds }, place) => job(place, at, { seconds, dueAt: place }));
        const ends = [1, 3].map(
          (minWorkers) => encodeAll(sorted, { ...one, minWorkers, maxWorkers: 3 }, 1000).doneAt,
        );
        const last = ends.map((doneAt) => Math.max(...doneAt.values()));
        return ends.every(({ size }) => size === list.length) && last[1]! <= last[0]!;
      }),
      SEED,
    );
  });
});

describe('origins', () => {
  const fixed: OriginAssumptions = {
    minOrigins: 1,
    maxOrigins: 1,
    targetShare: 0.6,
    pollSeconds: 15,
    startSeconds: 30,
  };

  it('answer at once what they have a processor for', () => {
    const { waits } = answerAll(new Float64Array(10).fill(0.5), fixed);
    expect(Math.max(...waits)).toBe(0.25);
  });

  it('let sessions wait for all that came before', () => {
    const { waits } = answerAll(Float64Array.from([2, 2, 2, 0]), fixed);
    expect([...waits]).toEqual([1, 2, 3, 3]);
  });

  it('are added by how busy those that there are can be, and come later', () => {
    const { waits, mostOrigins } = answerAll(new Float64Array(200).fill(4), { ...fixed, maxOrigins: 20 });
    expect(mostOrigins).toBeGreaterThanOrEqual(4);
    expect(waits.at(-1)!).toBeLessThan(waits[60]!);
  });
});
