/** Whose copy it is: of the codes that are compared, those that fit better than chance would have it. Pure. */
import { type CodeEquation, codeBit, codeEquation } from '../shared/trace/codeword.js';
import { CODE_BITS } from '../shared/trace/trace-code.js';
import type { AssetTraceKeys } from '../shared/trace/trace-key.js';
import { logChance, scoreOf } from './false-accusation.js';
import { findCode } from './find-code.js';
import type { SoftBit } from './soft-bits.js';

/** What is said of a viewer has to be surer than one in a thousand. */
export const MAX_CHANCE = 1e-3;

/** A code, and how probable it is that a copy which has nothing to do with it fits as well. */
export interface Accusation {
  readonly code: number;
  /** At most; with all codes taken together that were compared. */
  readonly chance: number;
  /** Part of the segments that are read as the code says, weighed by how sure they are. */
  readonly agreement: number;
}

/**
 * The codes that fit better than chance would have it, the surest first.
 * @param codes those that are compared; default all there are, of which one is found at most.
 */
export function accusedOf(
  bits: readonly SoftBit[],
  keys: AssetTraceKeys,
  codes?: readonly number[],
): readonly Accusation[] {
  const found = codes
    ? codes.map((code) => accusation(bits, code, keys, codes.length))
    : mostFitting(bits, keys);
  return found.filter(({ chance }) => chance <= MAX_CHANCE).sort((a, b) => a.chance - b.chance);
}

/** Of all codes, the one that fits best, however well; empty where the segments determine none. */
export function mostFitting(bits: readonly SoftBit[], keys: AssetTraceKeys): readonly Accusation[] {
  const found = findCode(bits, equationsOf(keys));
  return found ? [accusation(bits, found.code, keys, 2 ** CODE_BITS)] : [];
}

function accusation(
  bits: readonly SoftBit[],
  code: number,
  keys: AssetTraceKeys,
  compared: number,
): Accusation {
  const equationOf = equationsOf(keys);
  const score = scoreOf(bits, (segment) => codeBit(equationOf(segment), code));
  const most = bits.reduce((sum, { weight }) => sum + Math.abs(weight), 0);
  return {
    code,
    chance: Math.min(1, compared * Math.exp(logChance(bits, score))),
    agreement: most > 0 ? (1 + score / most) / 2 : 0,
  };
}

function equationsOf({ codes }: AssetTraceKeys): (segment: number) => CodeEquation {
  return (segment) => codeEquation(codes, segment);
}
