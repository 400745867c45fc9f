import { entryTable } from '../boxes/entry-table.js';
import type { Box } from '../boxes/read-box.js';

const ENTRY_BYTES = 8;

/** Runs of consecutive samples, each of one composition offset. */
export interface CompositionRuns {
  readonly count: number;
  samples(run: number): number;
  /** Presentation time minus decode time, in ticks. */
  offset(run: number): number;
}

/**
 * ISO/IEC 14496-12 8.6.1.3 Composition time to sample box
 *
 *     entry_count  u32
 *     for each run:
 *       sample_count   u32
 *       sample_offset  u32 or, in version 1, i32
 *
 * Offsets are read as signed in version 0 too, since writers store negative ones there.
 */
export function readCtts(box: Box): CompositionRuns {
  const { view, start, count } = entryTable(box, ENTRY_BYTES);
  return {
    count,
    samples: (run) => view.getUint32(start + ENTRY_BYTES * run),
    offset: (run) => view.getInt32(start + ENTRY_BYTES * run + 4),
  };
}
