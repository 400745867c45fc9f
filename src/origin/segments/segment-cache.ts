/** Segments in memory, bounded by bytes, each kept for a while after it was last asked for. */
import { LRUCache } from 'lru-cache';

/** What is kept of a segment. */
export interface CachedSegment {
  readonly bytes: Uint8Array;
  /** Made before anybody asked for it, and not asked for since. */
  readAhead: boolean;
}

export interface SegmentCacheOptions {
  readonly maxBytes: number;
  /** Sliding: every hit renews it. */
  readonly ttlMs: number;
  /** Milliseconds from any fixed moment. */
  readonly clock?: () => number;
}

export class SegmentCache {
  readonly #entries: LRUCache<string, CachedSegment>;
  readonly maxBytes: number;

  constructor({ maxBytes, ttlMs, clock }: SegmentCacheOptions) {
    this.maxBytes = maxBytes;
    this.#entries = new LRUCache({
      maxSize: maxBytes,
      // A segment of the highest rung has a few megabytes; one that would push out all others is not kept.
      maxEntrySize: maxBytes,
      sizeCalculation: ({ bytes }, key) => bytes.byteLength + 2 * key.length + 200,
      ttl: ttlMs,
      ttlResolution: 0,
      ...(clock && { perf: { now: clock } }),
      ttlAutopurge: false,
      updateAgeOnGet: true,
    });
  }

  /** The segment, which is then kept for as long again. */
  get(key: string): CachedSegment | undefined {
    return this.#entries.get(key);
  }

  /** Whether it is there; asking does not keep it any longer. */
  has(key: string): boolean {
    return this.#entries.has(key);
  }

  set(key: string, segment: CachedSegment): void {
    this.#entries.set(key, segment);
  }

  /** Held now; what has expired and was not asked for since still counts. */
  get bytes(): number {
    return this.#entries.calculatedSize;
  }
}
