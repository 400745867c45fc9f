import { type IndexBudget, type TrackCost, tooManySamples } from '../../tracks/index.js';
import type { ProgrammeTracks } from './programme-tracks.js';

/** Keeps the tables of all tracks within the budget of a master. */
export class ScanBudget {
  /** More may be added. */
  readonly #programme: Pick<ProgrammeTracks, 'tracks' | 'texts'>;
  readonly #budget: IndexBudget;
  /** Units that memory is reserved for, by their table. */
  readonly #reserved = new Map<object, number>();

  constructor(programme: Pick<ProgrammeTracks, 'tracks' | 'texts'>, budget: IndexBudget) {
    this.#programme = programme;
    this.#budget = budget;
  }

  /** Those that are given up last first. */
  get #tracks() {
    return [...this.#programme.tracks, ...this.#programme.texts];
  }

  /**
   * Accounts for what was added since the last time: at most what one step of the file has. Of too much, the last tracks are
   * given up. @throws OnplayError `master_too_complex` for a first track that is more than an index can hold alone.
   */
  async update(): Promise<void> {
    let hasGrown = false;
    for (const { table, kind } of this.#tracks) {
      const samples = table.capacity - (this.#reserved.get(table) ?? 0);
      if (samples <= 0) continue;
      while (!table.givenUp && !this.#budget.add(costOf(kind, samples), true)) this.#giveUpLast();
      if (table.givenUp) continue;
      this.#reserved.set(table, table.capacity);
      hasGrown = true;
    }
    if (hasGrown) await this.#budget.reserve();
  }

  #giveUpLast(): void {
    const tracks = this.#tracks;
    const last = tracks.findLastIndex(({ table }) => table.capacity > 0);
    if (last < 1) throw tooManySamples();
    const { table, kind } = tracks[last]!;
    table.giveUp(tooManySamples());
    this.#budget.release(costOf(kind, this.#reserved.get(table) ?? 0));
    this.#reserved.delete(table);
  }
}

const costOf = (kind: TrackCost['kind'], samples: number): TrackCost => ({ kind, samples, tableBytes: 0 });
