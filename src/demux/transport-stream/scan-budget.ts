import { type IndexBudget, type TrackCost, tooManySamples } from '../../tracks/index.js';
import type { ScannedTrack } from './scanned-track.js';

/** Keeps the tables of all tracks within the budget of a master. */
export class ScanBudget {
  /** More may be added. */
  readonly #tracks: readonly ScannedTrack[];
  readonly #budget: IndexBudget;
  /** Units that memory is reserved for, of each track. */
  readonly #reserved: number[] = [];

  constructor(tracks: readonly ScannedTrack[], budget: IndexBudget) {
    this.#tracks = tracks;
    this.#budget = budget;
  }

  /**
   * Accounts for what was added since the last time: at most what one step of the file has. Of too much, the last tracks are
   * given up. @throws OnplayError `master_too_complex` for a first track that is more than an index can hold alone.
   */
  async update(): Promise<void> {
    let hasGrown = false;
    for (const [i, { table, kind }] of this.#tracks.entries()) {
      const samples = table.capacity - (this.#reserved[i] ?? 0);
      if (samples <= 0) continue;
      while (!table.givenUp && !this.#budget.add(costOf(kind, samples), true)) this.#giveUpLast();
      if (table.givenUp) continue;
      this.#reserved[i] = table.capacity;
      hasGrown = true;
    }
    if (hasGrown) await this.#budget.reserve();
  }

  #giveUpLast(): void {
    const last = this.#tracks.findLastIndex(({ table }) => table.capacity > 0);
    if (last < 1) throw tooManySamples();
    const { table, kind } = this.#tracks[last]!;
    table.giveUp(tooManySamples());
    this.#budget.release(costOf(kind, this.#reserved[last] ?? 0));
    this.#reserved[last] = 0;
  }
}

const costOf = (kind: TrackCost['kind'], samples: number): TrackCost => ({ kind, samples, tableBytes: 0 });
