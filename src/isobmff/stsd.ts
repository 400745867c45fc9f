import { fullBox, u32 } from './box.js';

/**
 * ISO/IEC 14496-12 8.5.2 Sample description box
 *
 *     entry_count  u32
 *     entries[]    boxes
 */
export function stsd(...entries: readonly Uint8Array[]): Uint8Array {
  return fullBox('stsd', 0, 0, u32(entries.length), ...entries);
}
