/** Reads headers from the beginnings of samples. */

import type { ByteRange, ByteSource } from '../../stores/index.js';
import { restoredSample, type SampleTable, storedSize } from '../../tracks/index.js';

/** Enough for what usually precedes the first slice: delimiter, parameter sets, SEI messages. */
const HEAD_BYTES = 1024;
/** Captions and HDR metadata of every frame, and an encoder's settings before the first, take more. */
const LONG_HEAD_BYTES = 64 * 1024;
/** In one go through a track: most samples of a stream are like its first. */
const MAX_LONG_READS = 10_000;
const CONCURRENT_READS = 16;

/** What is read, and from where. */
export interface SampleHeads<Header> {
  readonly samples: Pick<SampleTable, 'offsets' | 'sizes' | 'prefix'>;
  /** Returns undefined if the beginning of a sample is too short for its header, or has none. Is called in the order of the samples. */
  read(head: Uint8Array): Header | undefined;
  readonly source: ByteSource;
}

/**
 * Yields the header of each of the samples, in their order; undefined for one that cannot be read.
 * @throws OnplayError `master_unreadable`, `master_changed`.
 */
export async function* readHeads<Header>(
  heads: SampleHeads<Header>,
  samples: Iterable<number>,
): AsyncGenerator<{ readonly sample: number; readonly header: Header | undefined }> {
  const reader = new HeadReader(heads);
  let batch: number[] = [];
  for (const sample of samples) {
    batch.push(sample);
    if (batch.length < CONCURRENT_READS) continue;
    yield* await reader.readAll(batch);
    batch = [];
  }
  yield* await reader.readAll(batch);
}

class HeadReader<Header> {
  #longReads = 0;

  constructor(private readonly heads: SampleHeads<Header>) {}

  /** The heads are read at once, and understood in their order. */
  async readAll(batch: readonly number[]) {
    if (this.#isSparse(batch))
      this.heads.source.willRead?.(batch.map((sample) => this.#range(sample, HEAD_BYTES)));
    const heads = await Promise.all(batch.map((sample) => this.#head(sample, HEAD_BYTES)));
    const found: { readonly sample: number; readonly header: Header | undefined }[] = [];
    for (const [i, sample] of batch.entries()) {
      const header = this.heads.read(heads[i]!) ?? (await this.#readLong(sample));
      found.push({ sample, header });
    }
    return found;
  }

  async #readLong(sample: number): Promise<Header | undefined> {
    if (storedSize(this.heads.samples, sample) <= HEAD_BYTES || this.#longReads >= MAX_LONG_READS)
      return undefined;
    this.#longReads++;
    return this.heads.read(await this.#head(sample, LONG_HEAD_BYTES));
  }

  async #head(sample: number, bytes: number): Promise<Uint8Array> {
    const { samples, source } = this.heads;
    const { offset, length } = this.#range(sample, bytes);
    return restoredSample(samples, await source.read(offset, length));
  }

  /** Heads of samples that lie close together are better read with what is between them. */
  #isSparse(batch: readonly number[]): boolean {
    const { offsets } = this.heads.samples;
    const [first = 0, last = 0] = [batch[0], batch.at(-1)].map((sample) => offsets[sample ?? 0]);
    return Math.abs(last - first) > batch.length * LONG_HEAD_BYTES;
  }

  #range(sample: number, bytes: number): ByteRange {
    const { samples } = this.heads;
    return { offset: samples.offsets[sample]!, length: Math.min(storedSize(samples, sample), bytes) };
  }
}
