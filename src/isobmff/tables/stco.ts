import { readU64 } from '../boxes/box-header.js';
import { entryTable } from '../boxes/entry-table.js';
import type { Box } from '../boxes/read-box.js';
import { fullBox, u32, u64 } from '../boxes/write-box.js';

/** Where the number of chunks stands in the contents of `stco` and `co64`. */
export const CHUNK_COUNT_OFFSET = 4;

/** Where the chunks of a track start. */
export interface ChunkOffsets {
  readonly count: number;
  /** Offset in the file. */
  offset(chunk: number): number;
}

/**
 * ISO/IEC 14496-12 8.7.5 Chunk offset box
 *
 *     entry_count     u32
 *     chunk_offset[]  u32
 */
export function readStco(box: Box): ChunkOffsets {
  const { view, start, count } = entryTable(box, 4);
  return { count, offset: (chunk) => view.getUint32(start + 4 * chunk) };
}

/** 8.7.5 Chunk large offset box: as `stco`, with 64-bit offsets. */
export function readCo64(box: Box): ChunkOffsets {
  const { view, start, count } = entryTable(box, 8);
  return { count, offset: (chunk) => readU64(view, start + 8 * chunk) };
}

/** Writes a `co64` box. @param offsets of all chunks in the file. */
export function co64(offsets: readonly number[]): Uint8Array {
  return fullBox('co64', 0, 0, u32(offsets.length), u64(...offsets));
}
