import { pageArray, releasePages } from '../../../shared/page-memory.js';
import type { FrameBatch, StoredFrames } from './frame.js';

/** Frames for which memory is reserved and allocated at once. */
export const CHUNK_FRAMES = 16_384;

type Chunk = Omit<StoredFrames, 'count'>;

/** The columns of all frames of a track in file order. */
export type FrameColumns = StoredFrames;

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
    for (const chunk of this.#chunks) Object.values(chunk).forEach(releasePages);
    this.#chunks = [];
    this.count = 0;
    this.isDropped = true;
  }

  addChunk(): void {
    this.#chunks.push({
      offsets: pageArray(Float64Array, CHUNK_FRAMES),
      sizes: pageArray(Uint32Array, CHUNK_FRAMES),
      times: pageArray(Float64Array, CHUNK_FRAMES),
      flags: pageArray(Uint8Array, CHUNK_FRAMES),
      durations: pageArray(Uint32Array, CHUNK_FRAMES),
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
    const columns = this.#columns(this.count, (chunk, name) => {
      releasePages(chunk[name]!);
      delete chunk[name];
    });
    this.#chunks = [];
    this.count = 0;
    return columns;
  }

  /** A copy of the frames that are before `offset` in the file. */
  copyBefore(offset: number): FrameColumns {
    let count = this.count;
    while (count > 0 && this.#offsetAt(count - 1) >= offset) count--;
    return this.#columns(count);
  }

  #offsetAt(frame: number): number {
    return this.#chunks[Math.floor(frame / CHUNK_FRAMES)]!.offsets![frame % CHUNK_FRAMES]!;
  }

  #columns(count: number, onCopied?: (chunk: Partial<Chunk>, name: keyof Chunk) => void): FrameColumns {
    const joined = <T extends Float64Array | Uint32Array | Uint8Array>(name: keyof Chunk, whole: T): T => {
      for (const [i, chunk] of this.#chunks.entries()) {
        const first = i * CHUNK_FRAMES;
        if (first < count) whole.set(chunk[name]!.subarray(0, count - first), first);
        onCopied?.(chunk, name);
      }
      return whole;
    };
    return {
      count,
      offsets: joined('offsets', new Float64Array(count)),
      sizes: joined('sizes', new Uint32Array(count)),
      times: joined('times', new Float64Array(count)),
      flags: joined('flags', new Uint8Array(count)),
      durations: joined('durations', new Uint32Array(count)),
    };
  }
}
