import { entryTable } from '../boxes/entry-table.js';
import type { Box } from '../boxes/read-box.js';
import { fullBox, u32 } from '../boxes/write-box.js';

const ENTRY_BYTES = 12;

/** Runs of consecutive chunks, each with the same number of samples. */
export interface ChunkRuns {
  readonly count: number;
  /** Number of the first chunk of the run, from 1. */
  firstChunk(run: number): number;
  samplesPerChunk(run: number): number;
  /** Index of the entry of `stsd`, from 1. */
  sampleDescriptionIndex(run: number): number;
}

/**
 * ISO/IEC 14496-12 8.7.4 Sample to chunk box
 *
 *     entry_count  u32
 *     for each run:
 *       first_chunk               u32
 *       samples_per_chunk         u32
 *       sample_description_index  u32
 */
export function readStsc(box: Box): ChunkRuns {
  const { view, start, count } = entryTable(box, ENTRY_BYTES);
  return {
    count,
    firstChunk: (run) => view.getUint32(start + ENTRY_BYTES * run),
    samplesPerChunk: (run) => view.getUint32(start + ENTRY_BYTES * run + 4),
    sampleDescriptionIndex: (run) => view.getUint32(start + ENTRY_BYTES * run + 8),
  };
}

/** Writes an `stsc` box. @param samplesOfChunks how many samples each chunk has, all with the first description. */
export function stsc(samplesOfChunks: readonly number[]): Uint8Array {
  const runs = samplesOfChunks.flatMap((samples, chunk) =>
    samples === samplesOfChunks[chunk - 1] ? [] : [[chunk + 1, samples, 1]],
  );
  return fullBox('stsc', 0, 0, u32(runs.length, ...runs.flat()));
}
