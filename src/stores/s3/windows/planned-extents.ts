/** Decides how much to request where a source is read: what was said to be needed, or a guess from how it was read until now. */
import { type Extent, joinedRanges } from './join-ranges.js';

/** In one request, and in memory: what a segment of 6 s needs of a master of 20 Mbit/s. */
export const MAX_WINDOW_BYTES = 16 * 1024 * 1024;
/** What is guessed at most. */
const MAX_GUESS_BYTES = 8 * 1024 * 1024;
/** Who reads headers from one end to the other leaves gaps of a frame; reading them takes less than another request. */
const NEARBY_BYTES = 512 * 1024;
const GROWTH = 4;
/** Of the segment that is made of a source, and of readers that go through it side by side. */
const MAX_PLANNED = 512;
const MAX_READERS = 8;

/** Will be read. */
interface PlannedExtent extends Extent {
  isRequested: boolean;
}

export class PlannedExtents {
  /** In ascending order. */
  #planned: readonly PlannedExtent[] = [];
  /** What was guessed last for each reader that goes forward. */
  #readers: Extent[] = [];

  /** Remembers what will be read. Where that is too much, what was said before is forgotten. */
  add(extents: readonly Extent[]): void {
    const all = joinedRanges([...this.#planned, ...extents]);
    const kept = all.length > MAX_PLANNED ? extents.slice(0, MAX_PLANNED) : all;
    this.#planned = kept.map(({ start, end }) => ({ start, end, isRequested: false }));
  }

  /**
   * What to request now, each once: of the next `most` extents that begin at `offset` or behind it, as many as have `maxBytes`
   * together, those that were not returned yet.
   */
  next(offset: number, most: number, maxBytes: number): readonly Extent[] {
    const first = this.#planned.findIndex(({ start }) => start >= offset);
    if (first < 0) return [];
    let bytes = 0;
    const ahead = this.#planned.slice(first, first + most).filter(({ start, end }) => {
      bytes += end - start;
      return bytes <= maxBytes;
    });
    const wanted = ahead.filter(({ isRequested }) => !isRequested);
    for (const extent of wanted) extent.isRequested = true;
    return wanted;
  }

  /**
   * Where the request should end that begins at `start`, for a read up to `end`.
   * @param size of the object, where each ends at the latest.
   */
  endOf(start: number, end: number, size: number): number {
    const planned = this.#planned.find((extent) => extent.start <= start && start < extent.end);
    const wanted = planned ? Math.max(planned.end, end) : this.#guess(start, end);
    return Math.min(wanted, start + MAX_WINDOW_BYTES, size);
  }

  /** A single read is answered exactly; one that goes on where another ended gets more each time. */
  #guess(start: number, end: number): number {
    const before = this.#readers.find((last) => start >= last.end && start - last.end < NEARBY_BYTES);
    const more = before ? Math.min(GROWTH * (before.end - before.start), MAX_GUESS_BYTES) : 0;
    const guessed = { start, end: Math.max(end, start + more) };
    this.#readers = [...this.#readers.filter((reader) => reader !== before), guessed].slice(-MAX_READERS);
    return guessed.end;
  }
}
