/** The memory that indexing one master may take, counted before any table is expanded. */
import { MAX_ALL_TEXT_SAMPLES, MAX_INDEXING_BYTES, MAX_SAMPLES } from './limits.js';
import { tooComplex } from './refusals.js';

/** What one track costs, in samples and in bytes. */
export interface TrackCost {
  readonly kind: 'video' | 'audio' | 'text';
  readonly samples: number;
  /** Size of its tables in the file. */
  readonly tableBytes: number;
}

/** Bytes per sample in a `SampleTable`: offset, size, time and sync flag; for video also the presentation order. Text has two times. */
const INDEX_BYTES = { audio: 21, video: 25, text: 28 } as const;
/** Bytes per sample that are needed only while reading: duration and description; for video also the sort's buffer. Of text all, as objects. */
const TRANSIENT_BYTES = { audio: 5, video: 9, text: 150 } as const;

/** Resolves once this indexing may use `totalBytes` in all; see `IndexBudget`. */
export type ReserveMemory = (totalBytes: number) => Promise<void>;

export class IndexBudget {
  readonly #reserve: ReserveMemory;
  #samples = 0;
  /** Of these, those of text. */
  #textSamples = 0;
  #indexBytes = 0;
  /** The largest of any track, since tracks are read one after the other. */
  #transientBytes = 0;

  /** @param reserve called before memory is allocated, so that the whole process stays within its limit. */
  constructor(reserve: ReserveMemory = async () => undefined) {
    this.#reserve = reserve;
  }

  /**
   * Adds a track. Returns false, and adds nothing, when it does not fit.
   * @param areReadTogether whether all tracks are read at once, as from movie fragments.
   */
  add({ kind, samples, tableBytes }: TrackCost, areReadTogether: boolean): boolean {
    const textSamples = this.#textSamples + (kind === 'text' ? samples : 0);
    if (textSamples > MAX_ALL_TEXT_SAMPLES) return false;
    const transient = samples * TRANSIENT_BYTES[kind] + tableBytes;
    const indexBytes = this.#indexBytes + samples * INDEX_BYTES[kind] + (areReadTogether ? transient : 0);
    const transientBytes = Math.max(this.#transientBytes, areReadTogether ? 0 : transient);
    if (this.#samples + samples > MAX_SAMPLES || indexBytes + transientBytes > MAX_INDEXING_BYTES)
      return false;
    this.#samples += samples;
    this.#textSamples = textSamples;
    this.#indexBytes = indexBytes;
    this.#transientBytes = transientBytes;
    return true;
  }

  /** Takes back a track, or a part of one, that was read together with others and is given up. */
  release({ kind, samples, tableBytes }: TrackCost): void {
    this.#samples -= samples;
    if (kind === 'text') this.#textSamples -= samples;
    this.#indexBytes -= samples * (INDEX_BYTES[kind] + TRANSIENT_BYTES[kind]) + tableBytes;
  }

  /** Resolves once the memory of all tracks added so far may be allocated. */
  reserve(): Promise<void> {
    return this.#reserve(this.#indexBytes + this.#transientBytes);
  }

  /**
   * Adds the audio samples that a track has beyond what its headers claim; does nothing for 0 or fewer.
   * @throws OnplayError `master_too_complex` when they do not fit.
   */
  async assertCapacity(samples: number): Promise<void> {
    if (samples <= 0) return;
    if (!this.add({ kind: 'audio', samples, tableBytes: 0 }, true)) throw tooManySamples();
    await this.reserve();
  }
}

export const tooManySamples = () => tooComplex('it has more samples than an index can hold');
