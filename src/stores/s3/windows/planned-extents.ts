/** Decides how much to request where a source is read: what was said to be needed, or a guess from how it was read until now. */
import type { Extent } from './join-ranges.js';

/** In one request, and in memory: what a segment of 6 s needs of a master of 20 Mbit/s. */
export const MAX_WINDOW_BYTES = 16 * 1024 * 1024;
/** What is guessed at most. */
const MAX_GUESS_BYTES = 8 * 1024 * 1024;
/** Who reads headers from one end to the other leaves gaps of a frame; reading them takes less than another request. */
const NEARBY_BYTES = 512 * 1024;
const GROWTH = 4;
/** Of the segments that are made of one source, and of readers that go through it side by side. */
const MAX_PLANNED = 512;
const MAX_READERS = 8;

export class PlannedExtents {
  #planned: Extent[] = [];
  /** What was guessed last for each reader that goes forward. */
  #readers: Extent[] = [];

  /** Remembers what will be read. */
  add(extents: readonly Extent[]): void {
    this.#planned = [...this.#planned, ...extents].slice(-MAX_PLANNED);
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
