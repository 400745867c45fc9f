import type { TrackEntry } from '../../../matroska/index.js';
import { type IndexBudget, tooManySamples } from '../../index-budget.js';
import { type FrameBatch, NO_DURATION } from './frame.js';
import { CHUNK_FRAMES, FrameTable } from './frame-table.js';

/** The frames of all tracks that are read, within the budget of a master. */
export class TrackTables {
  readonly tables: readonly FrameTable[];
  /** When the last frame of all tracks ends, in nanoseconds, or begins where its duration is not stated. */
  end = 0;
  readonly #entries: readonly TrackEntry[];
  readonly #budget: IndexBudget;

  constructor(entries: readonly TrackEntry[], budget: IndexBudget) {
    this.#entries = entries;
    this.#budget = budget;
    this.tables = entries.map(() => new FrameTable());
  }

  /**
   * Appends the frames of a batch to the tables of their tracks.
   * @param timestampScale nanoseconds of a tick, for stated durations.
   * @throws OnplayError `master_too_complex` for more than an index can hold.
   */
  async append(batch: FrameBatch, timestampScale: number): Promise<void> {
    for (let i = 0; i < batch.count; i++) {
      const track = batch.tracks[i]!;
      const table = this.tables[track]!;
      if (table.isFull) await this.#extend(track);
      table.add(batch, i);
      const stated = batch.durations[i]!;
      const usual = this.#entries[track]!.defaultDuration ?? 0;
      const duration = stated === NO_DURATION ? usual : stated * timestampScale;
      this.end = Math.max(this.end, batch.times[i]! + duration);
    }
  }

  async #extend(track: number): Promise<void> {
    const kind = this.#entries[track]!.type === 'video' ? 'video' : 'audio';
    // Nothing is known of the tracks before the file ends, so that they are all read together.
    if (!this.#budget.add({ kind, samples: CHUNK_FRAMES, tableBytes: 0 }, true)) throw tooManySamples();
    await this.#budget.reserve();
    this.tables[track]!.addChunk();
  }
}
