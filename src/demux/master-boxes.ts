/** How the boxes of masters are read: leniently, since many writers made them, and with errors for those who stored them. */
import { type Box, type BoxRules, boxesOf } from '../isobmff/index.js';
import { damaged, tooComplex } from '../tracks/index.js';
import { MAX_SIBLING_BOXES } from './movie/limits.js';

const MASTER_RULES: BoxRules = {
  isStrict: false,
  maxSiblings: MAX_SIBLING_BOXES,
  malformed: damaged,
  tooComplex,
};

/**
 * Returns bytes of a master as a box whose children fill them.
 * @throws OnplayError `master_damaged` and `master_too_complex` when they are read.
 */
export function masterBoxes(bytes: Uint8Array): Box {
  return boxesOf(bytes, MASTER_RULES);
}

/** The first box of the bytes, such as a whole `moov`; undefined if there is none. @throws as `masterBoxes`. */
export function masterBox(bytes: Uint8Array): Box | undefined {
  const [box] = masterBoxes(bytes).children();
  return box;
}
