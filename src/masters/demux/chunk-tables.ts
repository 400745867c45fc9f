/** Chunks: runs of contiguous samples in the file (ISO 14496-12 8.7.4 and 8.7.5). */
import { damaged } from '../refusals.js';
import type { MediaSamples } from './media-samples.js';
import type { TableBoxes } from './table-boxes.js';

/**
 * Called for each chunk with its offset in the file, its number of samples, and their description (from 1, at most 255).
 * Returns whether to continue.
 */
export type ChunkVisitor = (offset: number, samples: number, description: number) => boolean;

/** Visits the chunks of a track in order. */
export type Chunks = (visit: ChunkVisitor) => void;

/** Reads `stco` or `co64`, and `stsc`. @throws OnplayError `master_damaged`, here and while visiting. */
export function readChunks(tables: TableBoxes): Chunks {
  const { view } = tables;
  const wide = tables.entries('co64', 8);
  const offsets = wide ?? tables.required('stco', 4);
  const runs = tables.required('stsc', 12);
  const offsetOf = wide
    ? (chunk: number) => Number(view.getBigUint64(offsets.start + 8 * chunk))
    : (chunk: number) => view.getUint32(offsets.start + 4 * chunk);
  return (visit) => {
    for (let run = 0; run < runs.count; run++) {
      const at = runs.start + 12 * run;
      const first = view.getUint32(at) - 1;
      const last = run + 1 < runs.count ? view.getUint32(at + 12) - 1 : offsets.count;
      if (first < 0 || last < first) throw damaged('its stsc table is out of order');
      const [samples, description] = [view.getUint32(at + 4), Math.min(view.getUint32(at + 8), 255)];
      for (let chunk = first; chunk < Math.min(last, offsets.count); chunk++)
        if (!visit(offsetOf(chunk), samples, description)) return;
    }
  };
}

/** Fills in the offsets and descriptions of samples whose sizes are known. @throws OnplayError `master_damaged`. */
export function placeSamples(chunks: Chunks, { count, offsets, sizes, descriptions }: MediaSamples): void {
  let sample = 0;
  chunks((chunkOffset, samples, description) => {
    let offset = chunkOffset;
    const last = Math.min(count, sample + samples);
    for (; sample < last; sample++) {
      offsets[sample] = offset;
      descriptions[sample] = description;
      offset += sizes[sample]!;
    }
    return sample < count;
  });
  if (sample < count) throw damaged('its chunk tables hold fewer samples than it claims');
}
