/** The sizes of produced segments, from which manifests advertise bandwidth. */
import { LRUCache } from 'lru-cache';

/** At four bytes per segment, enough for some ten thousand renditions of feature films. */
const MAX_BYTES = 64 * 1024 * 1024;
/** The memory of an entry beside its sizes. */
const ENTRY_BYTES = 200;

interface Sizes {
  readonly bytes: Uint32Array;
  /** The value of the change counter at this rendition's last recording. */
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

  /** Records the size of a segment in bytes. `count` is the number of segments of the rendition. */
  record(renditionKey: string, segment: number, count: number, bytes: number): void {
    const known = this.#sizes.get(renditionKey);
    const isLarge = known !== undefined && known.bytes.length >= count;
    const sizes = isLarge ? known : { bytes: enlarged(known?.bytes, count), changes: 0 };
    sizes.bytes[segment] = bytes;
    sizes.changes = ++this.#changes;
    if (!isLarge) this.#sizes.set(renditionKey, sizes);
  }

  /** The size of each segment in bytes, 0 where it was not produced yet; undefined where none was. */
  sizesOf(renditionKey: string): Uint32Array | undefined {
    return this.#sizes.get(renditionKey)?.bytes;
  }

  /** A number that changes whenever `sizesOf` may return something else; 0 where nothing was recorded. */
  changesOf(renditionKey: string): number {
    return this.#sizes.get(renditionKey)?.changes ?? 0;
  }
}

/** A rendition of a master that grows gets more segments. */
function enlarged(known: Uint32Array | undefined, count: number): Uint32Array {
  const bytes = new Uint32Array(count);
  if (known) bytes.set(known);
  return bytes;
}
