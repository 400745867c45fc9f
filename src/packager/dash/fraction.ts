import { type Fraction, inLowestTerms } from '../../shared/fraction.js';

/** ISO/IEC 23009-1 FrameRateType: `25`, or `30000/1001`. */
export function frameRateText(frameRate: Fraction): string {
  const { numerator, denominator } = inLowestTerms(frameRate);
  return denominator === 1 ? String(numerator) : `${numerator}/${denominator}`;
}

/** ISO/IEC 23009-1 RatioType: `16:9`. */
export function ratioText(ratio: Fraction): string {
  const { numerator, denominator } = inLowestTerms(ratio);
  return `${numerator}:${denominator}`;
}

/** Whether `first` is larger than `second`. */
export function isLarger(first: Fraction, second: Fraction): boolean {
  return first.numerator * second.denominator > second.numerator * first.denominator;
}
