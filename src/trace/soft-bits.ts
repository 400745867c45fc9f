/** From what is read of segments to bits that may be wrong. Pure. */
import type { Evidence } from './segment-evidence.js';

/** A segment's bit. */
export interface SoftBit {
  readonly segment: number;
  /** From -1, surely variant A, to 1, surely B. */
  readonly weight: number;
}

/** How much of the pattern is left of what was added, at least and at most. */
const LEFT = { least: 0.2, most: 1.3, step: 0.05 } as const;
/** Of the noise, which is measured with patterns that are not all alike. */
const MIN_NOISE = 0.03;
/** How much what is left varies between segments. */
const VARIATION = 0.2;

/** How much of the pattern is left in the copy: what explains all segments best. */
export function patternLeft(evidence: readonly Evidence[]): number {
  let best = { left: 1, likelihood: Number.NEGATIVE_INFINITY };
  for (let left: number = LEFT.most; left >= LEFT.least; left -= LEFT.step) {
    const likelihood = evidence.reduce((sum, one) => sum + Math.log(densityA(one) + densityB(one, left)), 0);
    if (likelihood > best.likelihood) best = { left, likelihood };
  }
  return best.left;
}

/** @param left see `patternLeft`. */
export function softBits(evidence: readonly Evidence[], left: number): readonly SoftBit[] {
  return evidence.map((one) => {
    const [a, b] = [densityA(one), densityB(one, left)];
    return { segment: one.segment, weight: (b - a) / (a + b) };
  });
}

function densityA({ level, noise }: Evidence): number {
  return density(level, Math.max(MIN_NOISE, noise));
}

function densityB({ level, noise }: Evidence, left: number): number {
  return density(level - left, Math.hypot(Math.max(MIN_NOISE, noise), VARIATION * left));
}

/** Of a normal distribution; never 0, since a segment may be anything. */
function density(value: number, deviation: number): number {
  return Math.exp(-0.5 * (value / deviation) ** 2) / deviation + 1e-9;
}
