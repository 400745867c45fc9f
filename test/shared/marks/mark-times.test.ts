import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isShownWithin, spotOf, staysWithin } from '../../../src/shared/marks/mark-times.js';

const tenOfSixty = { shown: { every: 60_000, for: 10_000, from: 0 } };

const mark = fc
  .record({
    shown: fc
      .record({
        every: fc.integer({ min: 2, max: 40 }),
        for: fc.integer({ min: 1, max: 39 }),
        from: fc.integer({ min: 0, max: 39 }),
      })
      .filter(({ every, for: length, from }) => length < every && from < every),
    moves: fc.option(fc.record({ every: fc.integer({ min: 1, max: 30 }), seed: fc.string() }), {
      nil: undefined,
    }),
  })
  .map(({ shown, moves }) => ({ shown, ...(moves && { moves }) }));

/** What the schedule says of one moment, by counting. */
function isShownAt(
  { shown }: { shown: { every: number; for: number; from: number } },
  time: number,
): boolean {
  return time >= shown.from && (time - shown.from) % shown.every < shown.for;
}

describe('a mark that stands for some seconds every so often', () => {
  it.each([
    [0, 0, true],
    [9999, 9999, true],
    [10_000, 10_000, false],
    [10_000, 59_999, false],
    [10_000, 60_000, true],
    [69_999, 200_000, true],
    [70_000, 119_999, false],
  ])('from %d to %d ms is shown: %s', (first, last, expected) => {
    expect(isShownWithin(tenOfSixty, first, last)).toBe(expected);
  });

  it('is shown within a range exactly if it is at one of its moments', () => {
    const moments = fc.tuple(fc.nat({ max: 300 }), fc.nat({ max: 60 }));
    fc.assert(
      fc.property(mark, moments, (one, [first, length]) => {
        const times = Array.from({ length: length + 1 }, (_, i) => first + i);
        expect(isShownWithin(one, first, first + length)).toBe(times.some((time) => isShownAt(one, time)));
      }),
      { seed: 67, numRuns: 2000 },
    );
  });

  it('stands somewhere at each of its moments, and nowhere at any other, however its time is divided', () => {
    const ranges = fc.tuple(fc.nat({ max: 200 }), fc.integer({ min: 1, max: 80 }));
    fc.assert(
      fc.property(mark, ranges, (one, [start, length]) => {
        const range = { start, end: start + length };
        const movesAt = (time: number, stays: ReturnType<typeof staysWithin>) =>
          stays.filter((stay) => stay.start <= time && time < stay.end).map(({ move }) => move);
        const whole = staysWithin(one, { start: 0, end: 400 });
        for (let time = start; time < range.end; time++) {
          const here = movesAt(time, staysWithin(one, range));
          expect(here.length).toBe(isShownAt(one, time) ? 1 : 0);
          expect(here).toEqual(movesAt(time, whole));
        }
      }),
      { seed: 67, numRuns: 500 },
    );
  });
});

describe('a mark that is always shown', () => {
  it('stands in every range', () => {
    expect(isShownWithin({}, 5, 5)).toBe(true);
    expect(staysWithin({}, { start: 5, end: 9 })).toEqual([{ start: 5, end: 9, move: 0 }]);
  });
});

describe('the places of a mark that moves', () => {
  it('follow from its seed, and lie all over the room', () => {
    const spots = Array.from({ length: 200 }, (_, move) => spotOf({ every: 1, seed: 'Anna' }, move));
    expect(spots).toEqual(Array.from({ length: 200 }, (_, move) => spotOf({ every: 9, seed: 'Anna' }, move)));
    for (const side of ['across', 'down'] as const) {
      const places = spots.map((spot) => spot[side]);
      expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
      expect(Math.min(...places)).toBeLessThan(0.05);
      expect(Math.max(...places)).toBeLessThanOrEqual(1);
      expect(Math.max(...places)).toBeGreaterThan(0.95);
    }
    expect(spotOf({ every: 1, seed: 'Ben' }, 0)).not.toEqual(spots[0]);
  });
});
