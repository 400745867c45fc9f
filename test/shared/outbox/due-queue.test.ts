/** The queue: ordered by due time, bounded, and minor entries are dropped first. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DueQueue, type Entry } from '../../../src/shared/outbox/due-queue.js';

interface Weighed extends Entry {
  readonly isMinor: boolean;
}

let entries = 0;

const entry = (isMinor: boolean, dueAtMs: number): Weighed => ({ id: `${entries++}`, dueAtMs, isMinor });
const major = (dueAtMs = 0) => entry(false, dueAtMs);
const minor = (dueAtMs = 0) => entry(true, dueAtMs);

const queueFor = (capacity: number) => new DueQueue<Weighed>(capacity, ({ isMinor }) => isMinor);

function filled(capacity: number, all: readonly Weighed[]): DueQueue<Weighed> {
  const queue = queueFor(capacity);
  for (const one of all) queue.add(one);
  return queue;
}

describe('the next entry', () => {
  it('is the one that has been due longest, and of equals the first added', () => {
    const all = [major(5), minor(3), major(5), major(9), minor(3)];
    const queue = filled(10, all);
    expect([queue.take(2), queue.nextDueAtMs]).toEqual([undefined, 3]);
    const taken = Array.from({ length: 5 }, () => queue.take(5)?.id);
    const [a, b, c, , e] = all.map(({ id }) => id);
    expect(taken).toEqual([b, e, a, c, undefined]);
    expect(queue.nextDueAtMs).toBe(9);
  });

  it('is taken once, until it is put back', () => {
    const one = major();
    const queue = filled(10, [one]);
    expect([queue.take(0)?.id, queue.take(0), queue.size]).toEqual([one.id, undefined, 1]);
    queue.putBack({ ...one, dueAtMs: 7 });
    expect([queue.take(6), queue.take(7)?.id]).toEqual([undefined, one.id]);
  });

  it('is not one that was removed, or put back without being taken', () => {
    const [one, other] = [major(), major()];
    const queue = filled(10, [one, other]);
    queue.remove(one.id);
    queue.putBack(one);
    expect([queue.take(0)?.id, queue.take(0), queue.size]).toEqual([other.id, undefined, 1]);
  });
});

describe('one entry too many', () => {
  it('drops the oldest minor one, or else the oldest of all', () => {
    const [a, b, c, d] = [major(), minor(), minor(), major()];
    const queue = filled(4, [a, b, c, d]);
    expect([major(), major(), major(), major()].map((one) => queue.add(one)?.id)).toEqual([
      b.id,
      c.id,
      a.id,
      d.id,
    ]);
  });

  it('is dropped itself if all others matter more', () => {
    const one = minor();
    expect(filled(2, [major(), major()]).add(one)).toBe(one);
  });

  it('never drops one in progress', () => {
    const [a, b] = [minor(), minor()];
    const queue = filled(2, [a, b]);
    expect(queue.take(0)?.id).toBe(a.id);
    expect(queue.add(major())?.id).toBe(b.id);
    queue.putBack({ ...a, dueAtMs: 5 });
    expect(queue.add(major())?.id).toBe(a.id);
  });
});

it('never exceeds its capacity or loses an entry, whatever the operations', () => {
  const step = fc.constantFrom('major', 'minor', 'take', 'putBack', 'remove');
  const property = fc.property(
    fc.integer({ min: 1, max: 6 }),
    fc.array(step, { maxLength: 60 }),
    (capacity, steps) => {
      const queue = queueFor(capacity);
      const [known, taken] = [new Set<string>(), [] as Weighed[]];
      for (const [nowMs, what] of steps.entries()) {
        if (what === 'major' || what === 'minor') {
          const one = what === 'major' ? major(nowMs) : minor(nowMs);
          const dropped = queue.add(one);
          known.add(one.id);
          if (dropped) expect(known.delete(dropped.id)).toBe(true);
          expect(taken.some(({ id }) => id === dropped?.id)).toBe(false);
        } else if (what === 'take') {
          const one = queue.take(nowMs);
          expect(one !== undefined).toBe(known.size > taken.length);
          if (one) taken.push(one);
        } else {
          const one = taken.shift();
          if (!one) continue;
          if (what === 'putBack') queue.putBack(one);
          else if (known.delete(one.id)) queue.remove(one.id);
        }
        expect(queue.size).toBe(known.size);
        expect(queue.size).toBeLessThanOrEqual(capacity);
      }
      expect(
        queue
          .clear()
          .map(({ id }) => id)
          .sort(),
      ).toEqual([...known].sort());
      expect([queue.size, queue.nextDueAtMs]).toEqual([0, undefined]);
    },
  );
  fc.assert(property, { seed: 20_260_801, numRuns: 500 });
});
