/** The sizes of produced segments, from which manifests advertise bandwidth. */
import { LRUCache } from 'lru-cache';

/** At four bytes per segment, enough for some ten thousand renditions of feature films. */
const MAX_BYTES = 64 * 1024 * 1024;
/** The memory of an entry beside its sizes. */
const ENTRY_BYTES = 200;

/** What is told of sizes as they are recorded and asked for here. Nothing of it must throw. */
export interface SizesListener {
  recorded(renditionKey: string, segment: number, count: number, bytes: number): void;
  /** Called for each request for the sizes of a rendition of which there are none. */
  missing(renditionKey: string): void;
}

interface Sizes {
  readonly bytes: Uint32Array;
  /** The value of the change counter at this rendition's last recording. */
  changes: number;
}

export class SegmentSizes {
  readonly #sizes: LRUCache<string, Sizes>;
  #changes = 0;
  #listener: SizesListener | undefined;

  constructor(maxBytes = MAX_BYTES) {
    this.#sizes = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ bytes }) => bytes.byteLength + ENTRY_BYTES,
    });
  }

  /** Records the size of a segment in bytes. `count` is the number of segments of the rendition. */
  record(renditionKey: string, segment: number, count: number, bytes: number): void {
    this.adopt(renditionKey, segment, count, bytes);
    this.#listener?.recorded(renditionKey, segment, count, bytes);
  }

  /** Tells a listener of what is recorded and asked for from now on. */
  listen(listener: SizesListener): void {
    this.#listener = listener;
  }

  /** Records a size that was measured elsewhere; the listener is not told. */
  adopt(renditionKey: string, segment: number, count: number, bytes: number): void {
    const known = this.#sizes.get(renditionKey);
    const isLarge = known !== undefined && known.bytes.length >= count;
    const sizes = isLarge ? known : { bytes: enlarged(known?.bytes, count), changes: 0 };
    sizes.bytes[segment] = bytes;
    sizes.changes = ++this.#changes;
    if (!isLarge) this.#sizes.set(renditionKey, sizes);
  }

  /** The size of each segment in bytes, 0 where it was not produced yet; undefined where none was. */
  sizesOf(renditionKey: string): Uint32Array | undefined {
    const bytes = this.#sizes.get(renditionKey)?.bytes;
    if (!bytes) this.#listener?.missing(renditionKey);
    return bytes;
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
