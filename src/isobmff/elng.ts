import { fullBox, utf8z } from './box.js';

/**
 * ISO/IEC 14496-12 8.4.6 Extended language box
 *
 *     extended_language  string  BCP 47, such as `en` or `pt-BR`
 */
export function elng(language: string): Uint8Array {
  return fullBox('elng', 0, 0, utf8z(language));
}
