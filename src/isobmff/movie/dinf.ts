import type { Box } from '../boxes/read-box.js';
import { box, fullBox, u32 } from '../boxes/write-box.js';

const MEDIA_IN_THIS_FILE = 0x1;
/** Version, flags and number of entries of `dref`. */
const DREF_FIELDS = 8;

/**
 * ISO/IEC 14496-12 8.7.1 Data information box with one data reference (8.7.2), which is to this file
 *
 *     dref  entry_count  u32
 *     url   without a location, because of its flag
 */
export function dinf(): Uint8Array {
  return box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, MEDIA_IN_THIS_FILE)));
}

/** Whether every data reference in a `dref` box is to this file. */
export function isSelfContained(dref: Box): boolean {
  for (const reference of dref.children(DREF_FIELDS)) {
    const flags = reference.size < 4 ? 0 : reference.fullBox().flags;
    if ((flags & MEDIA_IN_THIS_FILE) === 0) return false;
  }
  return true;
}
