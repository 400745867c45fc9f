import type { Fraction } from './values.js';

/** The same fraction in lowest terms. */
export function reduced({ numerator, denominator }: Fraction): Fraction {
  const divisor = greatestCommonDivisor(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

/** ISO/IEC 23009-1 FrameRateType: `25`, or `30000/1001`. */
export function frameRateText(frameRate: Fraction): string {
  const { numerator, denominator } = reduced(frameRate);
  return denominator === 1 ? String(numerator) : `${numerator}/${denominator}`;
}

/** ISO/IEC 23009-1 RatioType: `16:9`. */
export function ratioText(ratio: Fraction): string {
  const { numerator, denominator } = reduced(ratio);
  return `${numerator}:${denominator}`;
}

/** Whether `first` is larger than `second`. */
export function isLarger(first: Fraction, second: Fraction): boolean {
  return first.numerator * second.denominator > second.numerator * first.denominator;
}

function greatestCommonDivisor(first: number, second: number): number {
  return second === 0 ? first : greatestCommonDivisor(second, first % second);
}
