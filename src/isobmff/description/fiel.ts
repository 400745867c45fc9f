import type { Box } from '../boxes/read-box.js';

/**
 * QuickTime File Format, field handling
 *
 *     fields  u8  1: progressive; 2: two interlaced fields
 *     detail  u8  order of the fields
 */
export function readFiel(box: Box): { readonly interlaced: boolean } | undefined {
  return box.size < 1 ? undefined : { interlaced: box.fields().u8() === 2 };
}
