/** Segments in memory, bounded by bytes, each kept for a while after it was last asked for. */
import { LRUCache } from 'lru-cache';
import { type CacheTags, type CacheTier, isSelected, type PurgeScope } from './cache-tier.js';

/** What is kept of a segment. */
export interface CachedSegment {
  readonly bytes: Uint8Array;
  /** Made before anybody asked for it, and not asked for since. */
  prefetched: boolean;
  /** Absent for what assets share. */
  readonly tags?: CacheTags | undefined;
}

export interface MemoryTierOptions {
  readonly maxBytes: number;
  /** Sliding: every hit renews it. */
  readonly ttlMs: number;
  /** Milliseconds from any fixed moment. */
  readonly clock?: () => number;
}

export class MemoryTier implements CacheTier {
  readonly #entries: LRUCache<string, CachedSegment>;
  readonly maxBytes: number;

  constructor({ maxBytes, ttlMs, clock }: MemoryTierOptions) {
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
  find(key: string): CachedSegment | undefined {
    return this.#entries.get(key);
  }

  keep(key: string, segment: CachedSegment): void {
    this.#entries.set(key, segment);
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    return this.find(key)?.bytes;
  }

  async set(key: string, bytes: Uint8Array, tags: CacheTags): Promise<void> {
    this.keep(key, { bytes, prefetched: false, tags });
  }

  async drop(selection: PurgeScope): Promise<number> {
    const selected = [...this.#entries.entries()].filter(([key, { tags }]) =>
      isSelected(key, tags, selection),
    );
    for (const [key] of selected) this.#entries.delete(key);
    return selected.length;
  }

  /** Held now; what has expired and was not asked for since still counts. */
  get bytes(): number {
    return this.#entries.calculatedSize;
  }
}
