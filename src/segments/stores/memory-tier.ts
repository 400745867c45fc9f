/** Segments in memory, bounded by bytes and by a sliding TTL; the least recently used are evicted first. */
import { LRUCache } from 'lru-cache';
import { type CacheTags, type CacheTier, isInScope, type PurgeScope } from './cache-tier.js';

/** A segment in memory. */
export interface CachedSegment {
  readonly bytes: Uint8Array;
  /** Whether it was prefetched and no viewer has requested it since. */
  prefetched: boolean;
  /** Absent for what several assets share, as parameter sets. */
  readonly tags?: CacheTags | undefined;
}

export interface MemoryTierOptions {
  readonly maxBytes: number;
  /** Renewed by every hit. */
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
      // A segment of the highest rung has a few megabytes; one that would evict all others is not stored.
      maxEntrySize: maxBytes,
      sizeCalculation: ({ bytes }, key) => bytes.byteLength + 2 * key.length + 200,
      ttl: ttlMs,
      ttlResolution: 0,
      ...(clock && { perf: { now: clock } }),
      ttlAutopurge: false,
      updateAgeOnGet: true,
    });
  }

  /** The segment of a key; finding it renews its TTL. */
  find(key: string): CachedSegment | undefined {
    return this.#entries.get(key);
  }

  store(key: string, segment: CachedSegment): void {
    this.#entries.set(key, segment);
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    return this.find(key)?.bytes;
  }

  async set(key: string, bytes: Uint8Array, tags: CacheTags): Promise<void> {
    this.store(key, { bytes, prefetched: false, tags });
  }

  async drop(scope: PurgeScope): Promise<number> {
    const selected = [...this.#entries.entries()].filter(([key, { tags }]) => isInScope(key, tags, scope));
    for (const [key] of selected) this.#entries.delete(key);
    return selected.length;
  }

  /** The size of all entries; expired ones count until they are looked up. */
  get bytes(): number {
    return this.#entries.calculatedSize;
  }
}
