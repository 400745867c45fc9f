/** Boxes in samples of text: those before the first malformed one, whatever their contents claim. */
import { type Box, boxesOf } from '../../isobmff/index.js';

const RULES = {
  isStrict: false,
  maxSiblings: 1000,
  malformed: (what: string) => new RangeError(what),
  tooComplex: (what: string) => new RangeError(what),
};

export function lenientBoxes(bytes: Uint8Array): readonly Box[] {
  return Array.from(boxesOf(bytes, RULES).leadingChildren());
}

/** Reads a box; undefined where it ends before its fields. */
export function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
