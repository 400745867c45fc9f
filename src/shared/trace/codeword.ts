/**
 * Which of its two variants each segment has for a code: a random affine code over GF(2). A segment's bit is the parity of the code's
 * bits under a mask, and one more, both keyed: so any segments in a row are a code of their own, wherever an excerpt begins, and
 * who lacks the key sees a coin tossed for each segment.
 */
import { LRUCache } from 'lru-cache';
import { keyed } from './trace-key.js';

/** `a` are the bytes that viewers without a hidden mark get too. */
export type TraceVariant = 'a' | 'b';

/** The equation of a segment: its bit is `parity(mask & code) ^ offset`. */
export interface CodeEquation {
  /** 32 bits. */
  readonly mask: number;
  readonly offset: 0 | 1;
}

/** 100 bytes each: a few films. */
const known = new LRUCache<string, CodeEquation>({ max: 20_000 });

/** @param codesKey see `AssetTraceKeys`. */
export function codeEquation(codesKey: string, segment: number): CodeEquation {
  const name = `${codesKey}/${segment}`;
  const found = known.get(name);
  if (found) return found;
  const digest = keyed(codesKey, String(segment));
  const equation: CodeEquation = { mask: digest.readUInt32BE(0), offset: (digest.readUInt8(4) & 1) as 0 | 1 };
  known.set(name, equation);
  return equation;
}

/** The segment's bit of a codeword: 1 for variant `b`. */
export function codeBit({ mask, offset }: CodeEquation, code: number): 0 | 1 {
  return (parity(mask & code) ^ offset) as 0 | 1;
}

/** Which variant of a segment a session with this code gets. */
export function variantOfCode(codesKey: string, segment: number, code: number): TraceVariant {
  return codeBit(codeEquation(codesKey, segment), code) === 1 ? 'b' : 'a';
}

/** Whether an odd number of 32 bits is set. */
export function parity(bits: number): 0 | 1 {
  let folded = bits ^ (bits >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  return ((0x6996 >> (folded & 15)) & 1) as 0 | 1;
}
