import type { FrameBatch } from './frame.js';

/** Frames for which memory is reserved and allocated at once. */
export const CHUNK_FRAMES = 4096;

interface Chunk {
  readonly offsets: Float64Array;
  readonly sizes: Uint32Array;
  readonly times: Float64Array;
  readonly flags: Uint8Array;
  readonly durations: Uint32Array;
}

/** The columns of all frames of a track in file order; see `Frame`. */
export interface FrameColumns extends Chunk {
  readonly count: number;
}

/** The frames of one track, whose number is not known before the whole file is read. */
export class FrameTable {
  count = 0;
  /** The earliest time of any frame, in nanoseconds; infinity before there is one. */
  firstTime = Number.POSITIVE_INFINITY;
  /** Nanoseconds at the end of the last frame that are not to be presented. */
  padding = 0;
  /** Whether its frames were given up, as there are too many. */
  isDropped = false;
  #chunks: Partial<Chunk>[] = [];

  /** Whether another frame needs another chunk. */
  get isFull(): boolean {
    return this.count === this.capacity;
  }

  /** Frames that memory is allocated for. */
  get capacity(): number {
    return this.#chunks.length * CHUNK_FRAMES;
  }

  /** Frees the memory of all frames, and takes no more. */
  drop(): void {
    this.#chunks = [];
    this.count = 0;
    this.isDropped = true;
  }

  addChunk(): void {
    this.#chunks.push({
      offsets: new Float64Array(CHUNK_FRAMES),
      sizes: new Uint32Array(CHUNK_FRAMES),
      times: new Float64Array(CHUNK_FRAMES),
      flags: new Uint8Array(CHUNK_FRAMES),
      durations: new Uint32Array(CHUNK_FRAMES),
    });
  }

  /** Appends frame `i` of the batch, for which there is room. */
  add(batch: FrameBatch, i: number): void {
    const chunk = this.#chunks[this.#chunks.length - 1] as Chunk;
    const at = this.count++ % CHUNK_FRAMES;
    chunk.offsets[at] = batch.offsets[i]!;
    chunk.sizes[at] = batch.sizes[i]!;
    chunk.times[at] = batch.times[i]!;
    this.firstTime = Math.min(this.firstTime, batch.times[i]!);
    chunk.flags[at] = batch.flags[i]!;
    chunk.durations[at] = batch.durations[i]!;
    this.padding = batch.paddings[i]!;
  }

  /** Moves the columns out of the table, one after the other, so that only one of them is there twice at a time. */
  take(): FrameColumns {
    const { count } = this;
    const columns = {
      count,
      offsets: this.#taken('offsets', new Float64Array(count)),
      sizes: this.#taken('sizes', new Uint32Array(count)),
      times: this.#taken('times', new Float64Array(count)),
      flags: this.#taken('flags', new Uint8Array(count)),
      durations: this.#taken('durations', new Uint32Array(count)),
    };
    this.#chunks = [];
    this.count = 0;
    return columns;
  }

  #taken<T extends Float64Array | Uint32Array | Uint8Array>(name: keyof Chunk, whole: T): T {
    for (const [i, chunk] of this.#chunks.entries()) {
      const first = i * CHUNK_FRAMES;
      whole.set(chunk[name]!.subarray(0, whole.length - first), first);
      delete chunk[name];
    }
    return whole;
  }
}
