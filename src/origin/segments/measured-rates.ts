/** Sizes of the segments that were made, for manifests that declare what is. */
import { LRUCache } from 'lru-cache';

/** Four bytes to a segment: enough for thousands of renditions. */
const MAX_RENDITIONS = 5000;

export class MeasuredRates {
  readonly #sizes = new LRUCache<string, Uint32Array>({ max: MAX_RENDITIONS });

  /** Notes how large a segment came out. `count` is how many the rendition has. */
  record(renditionKey: string, segment: number, count: number, bytes: number): void {
    const sizes = this.#sizes.get(renditionKey) ?? new Uint32Array(count);
    sizes[segment] = bytes;
    this.#sizes.set(renditionKey, sizes);
  }

  /** Bytes of each segment, 0 where it was not made yet; undefined where none was. */
  sizesOf(renditionKey: string): Uint32Array | undefined {
    return this.#sizes.get(renditionKey);
  }
}
