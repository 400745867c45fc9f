/** Chunks: runs of samples that lie together in the file (ISO 14496-12 8.7.4 and 8.7.5). */
import { damaged } from '../refusals.js';
import type { MediaSamples } from './media-samples.js';
import type { TableBoxes } from './table-boxes.js';

export interface Chunks {
  readonly count: number;
  /** Where a chunk begins in the file, in bytes. */
  offset(chunk: number): number;
  /** Samples in each chunk, and the sample description of each. */
  readonly samples: Uint32Array;
  readonly descriptions: Uint8Array;
}

/** `stco` or `co64`, with `stsc`. @throws OnplayError `master_damaged`. */
export function readChunks(tables: TableBoxes): Chunks {
  const { view } = tables;
  const wide = tables.entries('co64', 8);
  const offsets = wide ?? tables.required('stco', 4);
  const runs = tables.required('stsc', 12);
  const samples = new Uint32Array(offsets.count);
  const descriptions = new Uint8Array(offsets.count);
  for (let run = 0; run < runs.count; run++) {
    const at = runs.start + 12 * run;
    const first = view.getUint32(at) - 1;
    const last = run + 1 < runs.count ? view.getUint32(at + 12) - 1 : offsets.count;
    if (first < 0 || last < first) throw damaged('its stsc table is out of order');
    samples.fill(view.getUint32(at + 4), first, last);
    descriptions.fill(Math.min(view.getUint32(at + 8), 255), first, last);
  }
  const offset = wide
    ? (chunk: number) => Number(view.getBigUint64(offsets.start + 8 * chunk))
    : (chunk: number) => view.getUint32(offsets.start + 4 * chunk);
  return { count: offsets.count, offset, samples, descriptions };
}

/** Sets offsets and descriptions of samples whose sizes are known. @throws OnplayError `master_damaged`. */
export function placeSamples(chunks: Chunks, { count, offsets, sizes, descriptions }: MediaSamples): void {
  let sample = 0;
  for (let chunk = 0; chunk < chunks.count && sample < count; chunk++) {
    let offset = chunks.offset(chunk);
    const last = Math.min(count, sample + chunks.samples[chunk]!);
    for (; sample < last; sample++) {
      offsets[sample] = offset;
      descriptions[sample] = chunks.descriptions[chunk]!;
      offset += sizes[sample]!;
    }
  }
  if (sample < count) throw damaged('its chunk tables hold fewer samples than it claims');
}
