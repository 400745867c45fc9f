import { entryTable } from '../boxes/entry-table.js';
import type { Box } from '../boxes/read-box.js';

const ENTRY_BYTES = 8;

/** Runs of consecutive samples, each of one duration. */
export interface DurationRuns {
  readonly count: number;
  samples(run: number): number;
  /** In ticks; beyond 2^31 in files that mean a negative one. */
  duration(run: number): number;
}

/**
 * ISO/IEC 14496-12 8.6.1.2 Decoding time to sample box
 *
 *     entry_count  u32
 *     for each run:
 *       sample_count  u32
 *       sample_delta  u32
 */
export function readStts(box: Box): DurationRuns {
  const { view, start, count } = entryTable(box, ENTRY_BYTES);
  return {
    count,
    samples: (run) => view.getUint32(start + ENTRY_BYTES * run),
    duration: (run) => view.getUint32(start + ENTRY_BYTES * run + 4),
  };
}
