import { NANOSECONDS_PER_SECOND, type TrackEntry } from '../../../matroska/index.js';
import {
  type IndexBudget,
  MAX_RESUMED_SAMPLES,
  type TrackCost,
  tooManySamples,
} from '../../../tracks/index.js';
import { FrameBatch, NO_DURATION } from './frame.js';
import { CHUNK_FRAMES, type FrameColumns, FrameTable } from './frame-table.js';
import { frameLengths } from './lengths/track-lengths.js';

/** The frames of all tracks that are read, within the budget of a master. */
export class TrackTables {
  readonly tables: readonly FrameTable[];
  /** When the last frame of all tracks but those of text ends, in nanoseconds, or begins where its duration is not stated. */
  end = 0;
  readonly #entries: readonly TrackEntry[];
  /** Nanoseconds that the durations of each track count; undefined for ticks of the segment. */
  readonly #units: readonly (number | undefined)[];
  readonly #budget: IndexBudget;

  constructor(entries: readonly TrackEntry[], budget: IndexBudget) {
    this.#entries = entries;
    this.#units = entries.map(durationUnit);
    this.#budget = budget;
    this.tables = entries.map(() => new FrameTable());
  }

  /**
   * Appends the frames of a batch to the tables of their tracks.
   * @param timestampScale nanoseconds of a tick, for stated durations.
   * Of more than an index can hold, the last tracks are given up.
   * @throws OnplayError `master_too_complex` for a first track that is more than that alone.
   */
  async append(batch: FrameBatch, timestampScale: number): Promise<void> {
    for (let i = 0; i < batch.count; i++) {
      const track = batch.tracks[i]!;
      const table = this.tables[track]!;
      if (table.isFull && !table.isDropped) await this.#extend(track);
      if (table.isDropped) continue;
      table.add(batch, i);
      // Text may be shown longer than the film lasts.
      if (this.#entries[track]!.type === 'text') continue;
      const stated = batch.durations[i]!;
      const usual = this.#entries[track]!.defaultDuration ?? 0;
      const unit = this.#units[track] ?? timestampScale;
      const duration = stated === NO_DURATION ? usual : stated * unit;
      this.end = Math.max(this.end, batch.times[i]! + duration);
    }
  }

  /** Appends frames that were read before, in the order of the tracks. Throws as `append`. */
  async restore(tracks: readonly FrameColumns[], timestampScale: number): Promise<void> {
    const batch = new FrameBatch();
    for (const [track, columns] of tracks.entries()) {
      for (let first = 0; first < columns.count; first += batch.count) {
        batch.refill(track, columns, first);
        await this.append(batch, timestampScale);
      }
    }
  }

  /** Copies of the frames that are before `offset` in the file; undefined where that are more than are kept. */
  copyBefore(offset: number): readonly FrameColumns[] | undefined {
    const frames = this.tables.reduce((sum, { count }) => sum + count, 0);
    if (frames > MAX_RESUMED_SAMPLES || this.tables.some(({ isDropped }) => isDropped)) return undefined;
    return this.tables.map((table) => table.copyBefore(offset));
  }

  /** Nothing is known of the tracks before the file ends, so that they are all read together. */
  async #extend(track: number): Promise<void> {
    const table = this.tables[track]!;
    while (!this.#budget.add(this.#cost(track, CHUNK_FRAMES), true)) {
      this.#dropLast(track);
      if (table.isDropped) return;
    }
    await this.#budget.reserve();
    table.addChunk();
  }

  /** Gives up the last track that has frames, or wants some, but never the first. @throws OnplayError `master_too_complex`. */
  #dropLast(wanting: number): void {
    const last = this.tables.findLastIndex(({ capacity }, track) => capacity > 0 || track === wanting);
    if (last < 1) throw tooManySamples();
    this.#budget.release(this.#cost(last, this.tables[last]!.capacity));
    this.tables[last]!.drop();
  }

  #cost(track: number, samples: number): TrackCost {
    const { type } = this.#entries[track]!;
    return { kind: type === 'other' ? 'audio' : type, samples, tableBytes: 0 };
  }
}

function durationUnit(entry: TrackEntry): number | undefined {
  const lengths = frameLengths(entry);
  return lengths && NANOSECONDS_PER_SECOND / (lengths.isOverlapping ? 2 * lengths.rate : lengths.rate);
}
