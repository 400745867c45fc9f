import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bdRate, type RatePoint } from '../../bench/support/bd-rate.js';
import { monotoneCubic } from '../../bench/support/monotone-cubic.js';

const reference: readonly RatePoint[] = [
  { rate: 100, quality: 30 },
  { rate: 180, quality: 33 },
  { rate: 330, quality: 36 },
  { rate: 640, quality: 38 },
];

describe('BD-rate', () => {
  it('is 0 for the same curve', () => {
    expect(bdRate(reference, reference)).toBeCloseTo(0, 12);
  });

  it('is the fraction by which all rates are greater', () => {
    const larger = reference.map(({ rate, quality }) => ({ rate: rate * 1.03, quality }));
    expect(bdRate(reference, larger)).toBeCloseTo(0.03, 12);
    expect(bdRate(larger, reference)).toBeCloseTo(1 / 1.03 - 1, 12);
  });

  it('covers only qualities that both reach, whatever the order of the points', () => {
    const part = [reference[2]!, reference[0]!, reference[1]!].map(({ rate, quality }) => ({
      rate: rate * 2,
      quality,
    }));
    expect(bdRate(reference, part)).toBeCloseTo(1, 1);
  });

  it('rejects curves without a common quality', () => {
    const better = reference.map(({ rate, quality }) => ({ rate, quality: quality + 20 }));
    expect(() => bdRate(reference, better)).toThrow(RangeError);
  });
});

describe('the monotone curve', () => {
  it('goes through its points', () => {
    const curve = monotoneCubic([
      [0, 1],
      [1, 3],
      [4, 3.5],
    ]);
    expect([0, 1, 4].map(curve)).toEqual([1, 3, 3.5]);
  });

  it('never overshoots between two points', () => {
    const steps = fc.array(
      fc.tuple(fc.double({ min: 0.1, max: 10, noNaN: true }), fc.integer({ min: 0, max: 100 })),
      {
        minLength: 2,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(steps, fc.double({ min: 0, max: 1, noNaN: true }), (list, part) => {
        const sum = (upTo: number, place: 0 | 1) =>
          list.slice(0, upTo + 1).reduce((total, step) => total + step[place], 0);
        const points = list.map((_, i) => [sum(i, 0), sum(i, 1)] as const);
        const curve = monotoneCubic(points);
        return points.slice(1).every(([x1, y1], i) => {
          const [x0, y0] = points[i]!;
          const value = curve(x0 + part * (x1 - x0));
          return value >= y0 - 1e-6 && value <= y1 + 1e-6;
        });
      }),
      { seed: 7 },
    );
  });

  it('rejects points that do not ascend', () => {
    expect(() => monotoneCubic([[1, 1]])).toThrow(RangeError);
    expect(() =>
      monotoneCubic([
        [1, 1],
        [1, 2],
      ]),
    ).toThrow(RangeError);
  });
});
