/** Segments in memory, bounded by bytes and by a sliding TTL; the least recently used are evicted first. */
import { LRUCache } from 'lru-cache';
import type { Producible } from '../segment-ref.js';
import { isInScope, type PurgeScope, taggedKey } from './purge-scope.js';

/** A segment in memory. */
export interface CachedSegment {
  readonly bytes: Uint8Array;
  /** Whether it was prefetched and no viewer has requested it since. */
  prefetched: boolean;
}

interface Entry extends CachedSegment {
  readonly taggedKey: string;
}

export interface MemoryTierOptions {
  readonly maxBytes: number;
  /** Renewed by every hit. */
  readonly ttlMs: number;
  /** Milliseconds from any fixed moment. */
  readonly clock?: () => number;
}

export class MemoryTier {
  readonly #entries: LRUCache<string, Entry>;
  readonly maxBytes: number;

  constructor({ maxBytes, ttlMs, clock }: MemoryTierOptions) {
    this.maxBytes = maxBytes;
    this.#entries = new LRUCache({
      maxSize: maxBytes,
      // A segment of the highest rung has a few megabytes; one that would evict all others is not stored.
      maxEntrySize: maxBytes,
      sizeCalculation: ({ bytes, taggedKey }) => bytes.byteLength + 2 * taggedKey.length + 200,
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

  store(item: Producible, { bytes, prefetched }: CachedSegment): void {
    this.#entries.set(item.key, { bytes, prefetched, taggedKey: taggedKey(item) });
  }

  /** Whether the key is cached. Does not renew its TTL. */
  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Removes what is within a scope. Returns how many entries it removed. */
  purge(scope: PurgeScope): number {
    const selected = [...this.#entries.entries()].filter(([, entry]) => isInScope(entry.taggedKey, scope));
    for (const [key] of selected) this.#entries.delete(key);
    return selected.length;
  }

  /** The size of all entries; expired ones count until they are looked up. */
  get bytes(): number {
    return this.#entries.calculatedSize;
  }
}
