import { entryTable } from '../boxes/entry-table.js';
import type { Box } from '../boxes/read-box.js';

const ENTRY_BYTES = 4;

/** The samples at which decoding can start. */
export interface SyncSamples {
  readonly count: number;
  /** Number of the sample, from 1. */
  sample(entry: number): number;
}

/**
 * ISO/IEC 14496-12 8.6.2 Sync sample box
 *
 *     entry_count      u32
 *     sample_number[]  u32  from 1
 *
 * In a track without this box, every sample is a sync sample.
 */
export function readStss(box: Box): SyncSamples {
  const { view, start, count } = entryTable(box, ENTRY_BYTES);
  return { count, sample: (entry) => view.getUint32(start + ENTRY_BYTES * entry) };
}
