/**
 * Finds the code that fits best, among all: ordered statistics decoding (Fossorier and Lin, 1995). The surest bits that determine a code are taken as they
 * were read, then with one, two and three of them turned. Pure.
 */

import { type CodeEquation, parity } from '../shared/trace/codeword.js';
import { CODE_BITS } from '../shared/trace/trace-code.js';
import type { SoftBit } from './soft-bits.js';

export interface FittingCode {
  readonly code: number;
  readonly score: number;
}

/** How many of the surest bits may be wrong at once: some 5,500 codes are compared. */
const MAX_TURNED = 3;

/** Undefined where the segments do not determine a code: there are fewer than 32, or too few that differ. */
export function findCode(
  bits: readonly SoftBit[],
  equationOf: (segment: number) => CodeEquation,
): FittingCode | undefined {
  const sure = surestBits(bits, equationOf);
  if (sure.length < CODE_BITS) return undefined;
  const read = sure.map(({ segment, weight }) => (weight > 0 ? 1 : 0) ^ equationOf(segment).offset);
  const alone = solved(sure.map(({ segment }) => equationOf(segment).mask));
  const asRead = read.reduce((code, bit, i) => (bit === 1 ? code ^ alone[i]! : code), 0);
  const scoreOf = scores(bits, equationOf);
  let best: FittingCode | undefined;
  for (const turned of choices(CODE_BITS, MAX_TURNED)) {
    const code = turned.reduce((one, i) => one ^ alone[i]!, asRead) >>> 0;
    const score = scoreOf(code);
    if (!best || score > best.score) best = { code, score };
  }
  return best;
}

/** As `scoreOf` of false-accusation.ts, for the many codes that are tried. */
function scores(
  bits: readonly SoftBit[],
  equationOf: (segment: number) => CodeEquation,
): (code: number) => number {
  const masks = Int32Array.from(bits, ({ segment }) => equationOf(segment).mask);
  const weights = Float64Array.from(bits, ({ segment, weight }) =>
    equationOf(segment).offset === 1 ? weight : -weight,
  );
  return (code) => {
    let score = 0;
    for (let i = 0; i < masks.length; i++)
      score += parity(masks[i]! & code) === 1 ? -weights[i]! : weights[i]!;
    return score;
  };
}

/** The surest bits of which none follows from the others. */
function surestBits(
  bits: readonly SoftBit[],
  equationOf: (segment: number) => CodeEquation,
): readonly SoftBit[] {
  const basis: number[] = [];
  const ordered = bits.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return ordered.filter(({ segment }) => {
    // Each of the basis has a highest bit that no other has.
    const rest = basis.reduce(
      (mask, one) => Math.min(mask >>> 0, (mask ^ one) >>> 0),
      equationOf(segment).mask,
    );
    if (rest === 0) return false;
    basis.push(rest);
    return true;
  });
}

/** For each of 32 independent equations, the code that it alone gives 1. */
function solved(masks: readonly number[]): readonly number[] {
  // Gauss-Jordan on the masks beside the unit matrix; both fit into 32 bits.
  const rows = masks.map((mask, i) => ({ mask: mask >>> 0, of: (1 << i) >>> 0 }));
  for (let column = 0; column < CODE_BITS; column++) {
    const bit = (1 << column) >>> 0;
    const pivot = rows.findIndex(({ mask }, i) => i >= column && (mask & bit) !== 0);
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const { mask, of } = rows[column]!;
    rows.forEach((row, i) => {
      if (i !== column && (row.mask & bit) !== 0)
        rows[i] = { mask: (row.mask ^ mask) >>> 0, of: (row.of ^ of) >>> 0 };
    });
  }
  // Bit c of the code is the sum of the equations in rows[c].of.
  return masks.map((_, i) =>
    rows.reduce((code, { of }, column) => ((of >>> i) & 1 ? (code | (1 << column)) >>> 0 : code), 0),
  );
}

/** All choices of at most so many of `count`. */
function* choices(count: number, most: number, from = 0): Generator<readonly number[]> {
  yield [];
  if (most === 0) return;
  for (let first = from; first < count; first++)
    for (const others of choices(count, most - 1, first + 1)) yield [first, ...others];
}
