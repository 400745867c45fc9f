/** How many codes are read from copies that are composed of two that were read, and which viewers mixes of two name. */
import {
  type ReadVariants,
  readComposed,
  type traceKeysOf,
} from '../../../test/support/trace/composed-copies.js';
import { seededRandom } from '../seeded-random.js';

type Keys = Awaited<ReturnType<typeof traceKeysOf>>;

const SEED = 7;
/** Ten minutes, of segments of four seconds. */
const MIXED_SEGMENTS = 150;

export interface CodesAndMixes {
  /** How many codes are the only ones that were found. */
  readonly right: number;
  /** Of all that were found: the probability that it is another. */
  readonly chances: readonly number[];
  /** How many mixes name one of the two viewers and no other. */
  readonly named: number;
}

/** @param segments that are read of each code. @param isSearched whether a code is looked for among all there are. */
export function readCodesAndMixes(
  read: ReadVariants,
  keys: Keys,
  {
    codes: count,
    mixes,
    segments,
    isSearched,
  }: { codes: number; mixes: number; segments: number; isSearched: boolean },
): CodesAndMixes {
  const { uniform } = seededRandom(SEED);
  const codes = Array.from({ length: count }, () => Math.floor(uniform() * 2 ** 32));
  const found = codes.map((code, i) => {
    const copy = { codeAt: () => code, first: i % 7, count: segments };
    return readComposed(read, keys, copy, isSearched ? undefined : codes);
  });
  const isOneOf = Array.from({ length: mixes }, (_, i) => {
    const both = [codes[(2 * i) % count]!, codes[(2 * i + 1) % count]!] as const;
    const copy = { codeAt: () => both[uniform() < 0.5 ? 0 : 1], first: 0, count: MIXED_SEGMENTS };
    const accused = readComposed(read, keys, copy, codes);
    return accused.length > 0 && accused.every(({ code }) => both.includes(code));
  });
  return {
    right: found.filter((accused, i) => accused.length === 1 && accused[0]!.code === codes[i]).length,
    chances: found.flat().map(({ chance }) => chance),
    named: isOneOf.filter((is) => is).length,
  };
}
