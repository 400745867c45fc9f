/** How the elements of masters are read: with errors for those who stored them. */
import { type EbmlRules, MasterElement } from '../../matroska/index.js';
import { damaged, tooComplex } from '../../tracks/index.js';
import { MAX_SIBLING_ELEMENTS } from './limits.js';

const MASTER_RULES: Omit<EbmlRules, 'maxSiblings'> = {
  malformed: damaged,
  tooComplex,
};

/**
 * Returns the contents of a master element, whose children fill them.
 * @throws OnplayError `master_damaged` and `master_too_complex`.
 */
export function masterElement(bytes: Uint8Array, maxSiblings = MAX_SIBLING_ELEMENTS): MasterElement {
  return new MasterElement(bytes, { ...MASTER_RULES, maxSiblings });
}
