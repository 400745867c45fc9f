/** Rules with error codes of their own, to see which one a reader applies. */
import { type Box, type BoxRules, boxesOf } from '../../../src/isobmff/index.js';
import { OnplayError } from '../../../src/shared/errors.js';

const error = (code: string) => (what: string) => new OnplayError(code, { publicDetail: what });

export const STRICT: BoxRules = {
  isStrict: true,
  maxSiblings: 5,
  malformed: error('malformed'),
  tooComplex: error('too_complex'),
};

export const LENIENT: BoxRules = { ...STRICT, isStrict: false };

/** The first box of the bytes. */
export function firstBox(bytes: Uint8Array, rules: BoxRules = STRICT): Box {
  const [first] = boxesOf(bytes, rules).children();
  if (!first) throw new Error('no box');
  return first;
}
