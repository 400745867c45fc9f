/**
 * What was lately read of objects, in memory. A segment's video and its audio lie among each other in the file, and its renditions
 * are made of the same frames: whichever is made first reads for all.
 */
import { LRUCache } from 'lru-cache';
import { ByteWindow, type FetchRange } from './byte-window.js';

/** Four of the largest windows, or some dozens of segments. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Of all sizes: each read looks at those of its object. */
const MAX_WINDOWS = 1024;
/** The renditions of a segment are requested within seconds of each other. */
const AGE_MS = 30_000;

export class WindowCache {
  /** By object and version. */
  readonly #windows = new Map<string, Set<ByteWindow>>();
  /** Of which object each is, as long as it is kept. */
  readonly #recent = new LRUCache<ByteWindow, string>({
    max: MAX_WINDOWS,
    maxSize: MAX_BYTES,
    ttl: AGE_MS,
    sizeCalculation: (_, { length }) => length,
    dispose: (object, window) => this.#forget(object, window),
  });

  /** The window that has most of an object's bytes from one on; undefined where none has that byte. */
  at(object: string, offset: number): ByteWindow | undefined {
    let found: ByteWindow | undefined;
    for (const window of this.#windows.get(object) ?? []) {
      const isBetter = window.start <= offset && window.end > (found?.end ?? offset);
      if (isBetter && this.#recent.get(window) !== undefined) found = window;
    }
    return found;
  }

  /** Begins to read bytes [start, end) of an object. */
  open(object: string, start: number, end: number, fetch: FetchRange): ByteWindow {
    const window: ByteWindow = new ByteWindow(start, end, fetch, () => this.#recent.delete(window));
    const windows = this.#windows.get(object) ?? new Set();
    this.#windows.set(object, windows.add(window));
    this.#recent.set(window, object);
    return window;
  }

  #forget(object: string, window: ByteWindow): void {
    const windows = this.#windows.get(object);
    windows?.delete(window);
    if (windows?.size === 0) this.#windows.delete(object);
  }
}
