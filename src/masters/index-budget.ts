/** What the index of one master may take of memory while it is made; counted before anything is expanded. */
import { MAX_INDEXING_BYTES, MAX_SAMPLES } from './limits.js';
import { tooComplex } from './refusals.js';

/** What one track takes, in samples and in bytes. */
export interface TrackCost {
  readonly kind: 'video' | 'audio';
  readonly samples: number;
  /** Of its tables as they are in the file. */
  readonly tableBytes: number;
}

/** Columns of a `SampleTable`: an offset, a size, a time, a sync mark; of video also a place in presentation order. */
const KEPT_BYTES = { audio: 21, video: 25 } as const;
/** Columns of a sample that are there only while it is read: a duration and a description; of video also a sort's. */
const PASSING_BYTES = { audio: 5, video: 9 } as const;

/** Resolves when so many bytes may be taken in all; see `IndexBudget`. */
export type ReserveMemory = (totalBytes: number) => Promise<void>;

export class IndexBudget {
  readonly #reserve: ReserveMemory;
  #samples = 0;
  #keptBytes = 0;
  /** Of the track that takes most while it is read; tracks are read one after the other. */
  #passingBytes = 0;

  /** @param reserve told before memory is taken, for a whole process to keep within its bounds. */
  constructor(reserve: ReserveMemory = async () => undefined) {
    this.#reserve = reserve;
  }

  /**
   * Takes a track in, or returns false where there is no room for it.
   * @param areReadTogether whether all tracks are read at once, as from fragments.
   */
  add({ kind, samples, tableBytes }: TrackCost, areReadTogether: boolean): boolean {
    const passing = samples * PASSING_BYTES[kind] + tableBytes;
    const keptBytes = this.#keptBytes + samples * KEPT_BYTES[kind] + (areReadTogether ? passing : 0);
    const passingBytes = Math.max(this.#passingBytes, areReadTogether ? 0 : passing);
    if (this.#samples + samples > MAX_SAMPLES || keptBytes + passingBytes > MAX_INDEXING_BYTES) return false;
    this.#samples += samples;
    this.#keptBytes = keptBytes;
    this.#passingBytes = passingBytes;
    return true;
  }

  /** Resolves when the memory of what was taken in may be taken. */
  reserve(): Promise<void> {
    return this.#reserve(this.#keptBytes + this.#passingBytes);
  }

  /**
   * Takes in more samples of sound, where a track turns out to have more than its headers say; fewer are all right.
   * @throws OnplayError `master_too_complex`.
   */
  async requireRoom(samples: number): Promise<void> {
    if (samples <= 0) return;
    if (!this.add({ kind: 'audio', samples, tableBytes: 0 }, true)) throw tooManySamples();
    await this.reserve();
  }
}

export const tooManySamples = () => tooComplex('it has more samples than an index can hold');
