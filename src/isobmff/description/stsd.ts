import type { Box } from '../boxes/read-box.js';
import { fullBox, u32 } from '../boxes/write-box.js';

/** Version, flags and number of entries. */
const FIELDS_BYTES = 8;

/**
 * ISO/IEC 14496-12 8.5.2 Sample description box
 *
 *     entry_count  u32
 *     entries[]    boxes
 */
export function stsd(...entries: readonly Uint8Array[]): Uint8Array {
  return fullBox('stsd', 0, 0, u32(entries.length), ...entries);
}

/** Yields the sample entries of an `stsd` box, however many it claims to have. @throws as `Box.children`. */
export function sampleEntries(box: Box): Generator<Box, void> {
  return box.children(FIELDS_BYTES);
}

/** The first sample entry of an `stsd` box; undefined if it has none or that is malformed. */
export function firstSampleEntry(box: Box): Box | undefined {
  const [first] = leadingEntries(box);
  return first;
}

/** The sample entries of an `stsd` box before the first malformed one. */
export function leadingEntries(box: Box): Generator<Box, void> {
  return box.leadingChildren(FIELDS_BYTES);
}
