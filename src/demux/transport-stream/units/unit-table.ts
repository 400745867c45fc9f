import { pageArray, releasePages } from '../../../shared/page-memory.js';

/** An access unit of video, an audio frame, or what else a track's decoder is given at a time. */
interface Unit {
  /** Of its first byte in the file. */
  readonly offset: number;
  /** In bytes, without the headers that lie between them in the file. */
  readonly size: number;
  readonly time: UnitTime | undefined;
  /** `UNIT_…` bits. */
  readonly flags: number;
  /** Of audio, in samples; 0 where it is not known. Of a gradual refresh, how many more reference frames it takes. */
  readonly length: number;
}

/** When a unit is presented, in ticks of 90 kHz of one stretch of the clock; see `ProgrammeClock`. */
export interface UnitTime {
  readonly ticks: number;
  readonly epoch: number;
}

/** A decoder can begin there. */
export const UNIT_SYNC = 1;
/** No other unit refers to it. */
export const UNIT_NON_REFERENCE = 2;
/** Everything from it on can be decoded, and not only what is presented after it. */
export const UNIT_INDEPENDENT = 4;
/** A decoder that begins there is right some frames later. */
export const UNIT_GRADUAL = 8;

/** The units of an epoch: those from `first` on. */
export interface EpochRun {
  readonly first: number;
  readonly epoch: number;
}

interface Chunk {
  readonly offsets: Float64Array;
  readonly sizes: Uint32Array;
  readonly times: Float64Array;
  readonly flags: Uint8Array;
  readonly lengths: Uint16Array;
}

/** The columns of all units in file order. `times` are NaN where none is stored. */
export interface UnitColumns extends Chunk {
  readonly count: number;
}

const CHUNK_UNITS = 16_384;

/** The units of one track, whose number is not known before the whole file is read. */
export class UnitTable {
  count = 0;
  /** Why it takes no more units, and has none. */
  givenUp: Error | undefined;
  readonly epochs: EpochRun[] = [];
  #chunks: Partial<Chunk>[] = [];

  /** Units that memory is allocated for. */
  get capacity(): number {
    return this.#chunks.length * CHUNK_UNITS;
  }

  add({ offset, size, time, flags, length }: Unit): void {
    if (this.givenUp) return;
    if (this.count === this.capacity) this.#addChunk();
    if (time && time.epoch !== this.epochs.at(-1)?.epoch)
      this.epochs.push({ first: this.count, epoch: time.epoch });
    const chunk = this.#chunks.at(-1) as Chunk;
    const at = this.count++ % CHUNK_UNITS;
    chunk.offsets[at] = offset;
    chunk.sizes[at] = size;
    chunk.times[at] = time ? time.ticks : Number.NaN;
    chunk.flags[at] = flags;
    chunk.lengths[at] = length;
  }

  /** The last unit, of which there is one, has `bytes` more. */
  extendLast(bytes: number): void {
    if (this.givenUp) return;
    const chunk = this.#chunks.at(-1) as Chunk;
    chunk.sizes[(this.count - 1) % CHUNK_UNITS]! += bytes;
  }

  /** Frees the memory of all units, and takes no more. */
  giveUp(reason: Error): void {
    for (const chunk of this.#chunks) Object.values(chunk).forEach(releasePages);
    this.#chunks = [];
    this.count = 0;
    this.epochs.length = 0;
    this.givenUp = reason;
  }

  /** Moves the columns out of the table, one after the other, so that only one of them is there twice at a time. */
  take(): UnitColumns {
    const { count } = this;
    const columns = {
      count,
      offsets: this.#taken('offsets', new Float64Array(count)),
      sizes: this.#taken('sizes', new Uint32Array(count)),
      times: this.#taken('times', new Float64Array(count)),
      flags: this.#taken('flags', new Uint8Array(count)),
      lengths: this.#taken('lengths', new Uint16Array(count)),
    };
    this.#chunks = [];
    return columns;
  }

  #addChunk(): void {
    this.#chunks.push({
      offsets: pageArray(Float64Array, CHUNK_UNITS),
      sizes: pageArray(Uint32Array, CHUNK_UNITS),
      times: pageArray(Float64Array, CHUNK_UNITS),
      flags: pageArray(Uint8Array, CHUNK_UNITS),
      lengths: pageArray(Uint16Array, CHUNK_UNITS),
    });
  }

  #taken<T extends Chunk[keyof Chunk]>(name: keyof Chunk, whole: T): T {
    for (const [i, chunk] of this.#chunks.entries()) {
      const first = i * CHUNK_UNITS;
      whole.set(chunk[name]!.subarray(0, whole.length - first), first);
      releasePages(chunk[name]!);
      delete chunk[name];
    }
    return whole;
  }
}
