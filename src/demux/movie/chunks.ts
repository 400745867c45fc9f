/** Chunks: runs of contiguous samples in the file (ISO 14496-12 8.7.4 and 8.7.5). */
import type { ChunkOffsets, ChunkRuns } from '../../isobmff/index.js';
import { damaged } from '../../tracks/index.js';
import type { MediaSamples } from '../media-samples.js';

/**
 * Called for each chunk with its offset in the file, its number of samples, and their description (from 1, at most 255).
 * Returns whether to continue.
 */
type ChunkVisitor = (offset: number, samples: number, description: number) => boolean;

/** Visits the chunks of a track in order. */
export type Chunks = (visit: ChunkVisitor) => void;

/** The chunks by the tables of a track. @throws OnplayError `master_damaged` while visiting. */
export function chunksOf(offsets: ChunkOffsets, runs: ChunkRuns): Chunks {
  return (visit) => {
    for (let run = 0; run < runs.count; run++) {
      const first = runs.firstChunk(run) - 1;
      const last = run + 1 < runs.count ? runs.firstChunk(run + 1) - 1 : offsets.count;
      if (first < 0 || last < first) throw damaged('its stsc table is out of order');
      const samples = runs.samplesPerChunk(run);
      const description = Math.min(runs.sampleDescriptionIndex(run), 255);
      for (let chunk = first; chunk < Math.min(last, offsets.count); chunk++)
        if (!visit(offsets.offset(chunk), samples, description)) return;
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
