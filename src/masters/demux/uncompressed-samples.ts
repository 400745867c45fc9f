/** Uncompressed sound has a table entry for every instant; many of them are taken together as one sample. */
import type { Chunks } from './chunk-tables.js';
import type { MediaSamples } from './media-samples.js';
import type { TableBoxes } from './table-boxes.js';

/** Some 85 ms at 48 kHz. */
export const MAX_BLOCK_INSTANTS = 4096;

/** The duration that all instants have, in ticks; undefined where it is 0 or not one and the same. */
export function instantDuration(tables: TableBoxes): number | undefined {
  const times = tables.required('stts', 8);
  const deltas = new Set<number>();
  for (let entry = 0; entry < times.count && deltas.size < 2; entry++)
    deltas.add(tables.view.getUint32(times.start + 8 * entry + 4));
  const [delta] = deltas;
  return deltas.size === 1 && delta !== 0 ? delta : undefined;
}

/** In how many blocks the instants of all chunks are taken. */
export function countBlocks(chunks: Chunks): number {
  let blocks = 0;
  chunks((_, instants) => {
    blocks += Math.ceil(instants / MAX_BLOCK_INSTANTS);
    return true;
  });
  return blocks;
}

/**
 * Fills in the instants of all chunks in blocks, none of which reaches into another chunk.
 * @param samples room for as many as `countBlocks` says.
 * @param bytesPerInstant size of one instant of all channels.
 * @param duration of an instant, in ticks.
 */
export function fillUncompressed(
  samples: MediaSamples,
  chunks: Chunks,
  bytesPerInstant: number,
  duration: number,
): void {
  let block = 0;
  let instant = 0;
  chunks((chunkOffset, instants, description) => {
    let offset = chunkOffset;
    for (let left = instants; left > 0; block++) {
      const taken = Math.min(left, MAX_BLOCK_INSTANTS);
      samples.offsets[block] = offset;
      samples.sizes[block] = taken * bytesPerInstant;
      samples.compositionTimes[block] = instant * duration;
      samples.durations[block] = taken * duration;
      samples.descriptions[block] = description;
      offset += taken * bytesPerInstant;
      instant += taken;
      left -= taken;
    }
    return true;
  });
  samples.sync.fill(1);
}
