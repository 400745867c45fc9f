import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { greatestCommonDivisor, inLowestTerms } from '../../src/shared/fraction.js';

describe('the greatest common divisor', () => {
  test.each([
    [48_000, 44_100, 300],
    [44_100, 48_000, 300],
    [30_000, 1001, 1],
    [7, 7, 7],
    [0, 5, 5],
    [5, 0, 5],
    [2 ** 53 - 1, 1, 1],
  ])('of %i and %i is %i', (first, second, divisor) => {
    expect(greatestCommonDivisor(first, second)).toBe(divisor);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('ends for %d too', (value) => {
    expect(typeof greatestCommonDivisor(value, 3)).toBe('number');
    expect(typeof greatestCommonDivisor(3, value)).toBe('number');
  });
});

describe('a fraction in lowest terms', () => {
  test('has the same value and nothing left to divide by', () => {
    const part = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(part, part, (numerator, denominator) => {
        const lowest = inLowestTerms({ numerator, denominator });
        expect(lowest.numerator * denominator).toBe(numerator * lowest.denominator);
        expect(greatestCommonDivisor(lowest.numerator, lowest.denominator)).toBe(1);
      }),
      { seed: 7 },
    );
  });
});
