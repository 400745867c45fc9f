/** Sizes of the segments that were made, for manifests that declare what is. */
import { LRUCache } from 'lru-cache';

/** Four bytes to a segment: room for some ten thousand renditions of feature films. */
const MAX_BYTES = 64 * 1024 * 1024;
/** What an entry takes beside its sizes. */
const ENTRY_BYTES = 200;

export class MeasuredRates {
  readonly #sizes: LRUCache<string, Uint32Array>;

  constructor(maxBytes = MAX_BYTES) {
    this.#sizes = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (sizes) => sizes.byteLength + ENTRY_BYTES,
    });
  }

  /** Notes how large a segment came out. `count` is how many the rendition has. */
  record(renditionKey: string, segment: number, count: number, bytes: number): void {
    const known = this.#sizes.get(renditionKey);
    const sizes = known ?? new Uint32Array(count);
    sizes[segment] = bytes;
    if (!known) this.#sizes.set(renditionKey, sizes);
  }

  /** Bytes of each segment, 0 where it was not made yet; undefined where none was. */
  sizesOf(renditionKey: string): Uint32Array | undefined {
    return this.#sizes.get(renditionKey);
  }
}
