import { textOf } from '../boxes/fields.js';
import type { Box } from '../boxes/read-box.js';
import { fullBox, utf8z } from '../boxes/write-box.js';

/**
 * ISO/IEC 14496-12 8.4.6 Extended language box
 *
 *     extended_language  string  BCP 47, such as `en` or `pt-BR`
 */
export function elng(language: string): Uint8Array {
  return fullBox('elng', 0, 0, utf8z(language));
}

/** Reads the tag in an `elng` box, as it is stored. */
export function readElng(box: Box): string {
  return textOf(box.fullBox().fields.rest());
}
