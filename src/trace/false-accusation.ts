/**
 * How probable it is that an innocent viewer is accused. Of a code that has nothing to do with a copy, each bit is a fair coin, whatever was
 * read of the copy: that is how codes are made (codeword.ts). So no model of noise is needed. Pure.
 */
import type { SoftBit } from './soft-bits.js';

/** How well a code fits: the sum of the weights, each with the sign of the code's bit. */
export function scoreOf(bits: readonly SoftBit[], bitOf: (segment: number) => 0 | 1): number {
  return bits.reduce((sum, { segment, weight }) => sum + (bitOf(segment) === 1 ? weight : -weight), 0);
}

/** Halvings and doublings of the exponent that is searched. */
const EXPONENTS = Array.from({ length: 81 }, (_, i) => 2 ** ((i - 40) / 4));

/**
 * A bound on the probability that a code which has nothing to do with the copy scores as much: Chernoff's, the least over all exponents.
 * @returns its natural logarithm, 0 where nothing is said.
 */
export function logChance(bits: readonly SoftBit[], score: number): number {
  if (score <= 0) return 0;
  const bounds = EXPONENTS.map((t) =>
    bits.reduce((sum, { weight }) => sum + logCosh(t * weight), -t * score),
  );
  return Math.min(0, ...bounds);
}

/** Of large values, too, whose cosh is beyond all numbers. */
function logCosh(x: number): number {
  const size = Math.abs(x);
  return size + Math.log1p(Math.exp(-2 * size)) - Math.LN2;
}
