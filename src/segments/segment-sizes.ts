/** Sizes of the segments that were made, for manifests that declare what is. */
import { LRUCache } from 'lru-cache';

/** Four bytes to a segment: room for some ten thousand renditions of feature films. */
const MAX_BYTES = 64 * 1024 * 1024;
/** What an entry takes beside its sizes. */
const ENTRY_BYTES = 200;

interface Sizes {
  readonly bytes: Uint32Array;
  /** Of all recordings, which the last one of this rendition was. */
  changes: number;
}

export class SegmentSizes {
  readonly #sizes: LRUCache<string, Sizes>;
  #changes = 0;

  constructor(maxBytes = MAX_BYTES) {
    this.#sizes = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ bytes }) => bytes.byteLength + ENTRY_BYTES,
    });
  }

  /** Notes how large a segment came out. `count` is how many the rendition has. */
  record(renditionKey: string, segment: number, count: number, bytes: number): void {
    const known = this.#sizes.get(renditionKey);
    const sizes = known ?? { bytes: new Uint32Array(count), changes: 0 };
    sizes.bytes[segment] = bytes;
    sizes.changes = ++this.#changes;
    if (!known) this.#sizes.set(renditionKey, sizes);
  }

  /** Bytes of each segment, 0 where it was not made yet; undefined where none was. */
  sizesOf(renditionKey: string): Uint32Array | undefined {
    return this.#sizes.get(renditionKey)?.bytes;
  }

  /** Another number whenever `sizesOf` gives something else; 0 where nothing was recorded. */
  changesOf(renditionKey: string): number {
    return this.#sizes.get(renditionKey)?.changes ?? 0;
  }
}
