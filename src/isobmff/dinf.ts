import { box, fullBox, u32 } from './box.js';

const MEDIA_IN_THIS_FILE = 0x1;

/**
 * ISO/IEC 14496-12 8.7.1 Data information box with one data reference (8.7.2), which is to this file
 *
 *     dref  entry_count  u32
 *     url   without a location, because of its flag
 */
export function dinf(): Uint8Array {
  return box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, MEDIA_IN_THIS_FILE)));
}
