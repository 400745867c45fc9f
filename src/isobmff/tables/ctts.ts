import { entryTable } from '../boxes/entry-table.js';
import type { Box } from '../boxes/read-box.js';
import { runTable } from '../boxes/run-table.js';

const ENTRY_BYTES = 8;

/**
 * ISO/IEC 14496-12 8.6.1.3 Composition time to sample box
 *
 *     entry_count  u32
 *     for each run of consecutive samples:
 *       sample_count   u32
 *       sample_offset  u32 or, in version 1, i32
 *
 * Adds to the decode time of each sample its offset in ticks, which makes it the composition time. Offsets are read as signed
 * in version 0 too, since writers store negative ones there.
 */
export function addCompositionOffsets(box: Box, times: Float64Array): void {
  const { view, start, count } = entryTable(box, ENTRY_BYTES);
  let sample = 0;
  for (let run = 0; run < count && sample < times.length; run++) {
    const at = start + ENTRY_BYTES * run;
    const offset = view.getInt32(at + 4);
    const last = Math.min(times.length, sample + view.getUint32(at));
    for (; sample < last; sample++) times[sample]! += offset;
  }
}

/** Writes a `ctts` box. @param offsets of all samples, in ticks. */
export function ctts(offsets: Int32Array): Uint8Array {
  return runTable('ctts', offsets.some((offset) => offset < 0) ? 1 : 0, offsets);
}
