/** Segments in memory, bounded by bytes and by a sliding TTL; the least recently used are evicted first. */
import { LRUCache } from 'lru-cache';
import { ownBytes } from '../../shared/own-bytes.js';
import type { Producible } from '../segment-ref.js';
import { isInScope, type PurgeScope, taggedKey } from './purge-scope.js';

/** A segment in memory. */
export interface CachedSegment {
  readonly bytes: Uint8Array;
  /** Whether it was prefetched and no viewer has requested it since. */
  prefetched: boolean;
}

interface MemoryTierOptions {
  readonly maxBytes: number;
  /** Renewed by every hit. */
  readonly ttlMs: number;
  /** Milliseconds from any fixed moment. */
  readonly clock?: () => number;
}

export class MemoryTier {
  /** By tagged key: two assets may be of one file, and have segments of one key. */
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

  /** What is cached of an item; finding it renews its TTL. */
  find(item: Producible): CachedSegment | undefined {
    return this.#entries.get(taggedKey(item));
  }

  store(item: Producible, { bytes, prefetched }: CachedSegment): void {
    this.#entries.set(taggedKey(item), { bytes: ownBytes(bytes), prefetched });
  }

  /** Whether an item is cached. Does not renew its TTL. */
  has(item: Producible): boolean {
    return this.#entries.has(taggedKey(item));
  }

  /** Removes what is within a scope. Returns how many entries it removed. */
  purge(scope: PurgeScope): number {
    const selected = [...this.#entries.keys()].filter((key) => isInScope(key, scope));
    for (const key of selected) this.#entries.delete(key);
    return selected.length;
  }

  /** The size of all entries; expired ones count until they are looked up. */
  get bytes(): number {
    return this.#entries.calculatedSize;
  }
}
