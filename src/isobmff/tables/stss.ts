import { entryTable } from '../boxes/entry-table.js';
import type { Box } from '../boxes/read-box.js';
import { fullBox, u32 } from '../boxes/write-box.js';

const ENTRY_BYTES = 4;

/**
 * ISO/IEC 14496-12 8.6.2 Sync sample box
 *
 *     entry_count      u32
 *     sample_number[]  u32  from 1
 *
 * Sets `sync` to 1 for each sample at which decoding can start. In a track without this box, that is every sample.
 */
export function markSyncSamples(box: Box, sync: Uint8Array): void {
  const { view, start, count } = entryTable(box, ENTRY_BYTES);
  for (let entry = 0; entry < count; entry++) {
    const sample = view.getUint32(start + ENTRY_BYTES * entry) - 1;
    if (sample >= 0 && sample < sync.length) sync[sample] = 1;
  }
}

/** Writes an `stss` box. @param samples the numbers of those at which decoding can start, from 1. */
export function stss(samples: readonly number[]): Uint8Array {
  return fullBox('stss', 0, 0, u32(samples.length, ...samples));
}
