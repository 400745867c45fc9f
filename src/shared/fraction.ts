/** Fractions of whole numbers: frame rates, aspect ratios, the timescale that two clocks share. */

/** A positive fraction of integers; in lowest terms only where that is said. */
export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/** The same fraction in lowest terms. */
export function inLowestTerms({ numerator, denominator }: Fraction): Fraction {
  const divisor = greatestCommonDivisor(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

/** Of two integers of at least 0; the other one where one is 0. Ends for any numbers, also for NaN. */
export function greatestCommonDivisor(first: number, second: number): number {
  let [larger, smaller] = [first, second];
  while (smaller > 0) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
