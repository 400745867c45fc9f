/** Bounds the memory of indexes: cached ones and those in progress together. */
import { setTimeout as delay } from 'node:timers/promises';
import { Semaphore } from '../../shared/semaphore.js';
import { collectGarbage } from './collect-garbage.js';

/** Indexes up to this size are built concurrently: two hours of video at 60 frames per second take 25 million bytes. */
const SMALL_BYTES = 32_000_000;

export const isLarge = (bytes: number): boolean => bytes > SMALL_BYTES;

/** The indexes cached in memory; each can be read from disk again. */
interface CachedIndexes {
  /** The memory they take. */
  readonly bytes: number;
  /** Evicts the least recently used one and returns it; undefined where there is none. */
  evictOldest(): object | undefined;
}

/**
 * The delays between checks whether an evicted index is still in use, in milliseconds: almost 13 seconds in all. An
 * encode takes one or two.
 */
const WAITS_MS = [0, 100, 200, 400, 800, 1600, 3200, 6400];

export class IndexingMemory {
  readonly #cached: CachedIndexes;
  readonly #maxBytes: number;
  readonly #turns = new Semaphore(1);
  /** The client whose large index is in progress. */
  #holder: object | undefined;

  /** @param maxBytes the limit for all cached indexes and one large index in progress together. */
  constructor(cached: CachedIndexes, maxBytes: number) {
    this.#cached = cached;
    this.#maxBytes = maxBytes;
  }

  /**
   * Resolves when the client may allocate `bytes` in all. Evicts cached indexes to make room; one large index at a time
   * may be in progress. The client must call `release` once its index is cached or cancelled.
   * @throws OnplayError `encode_cancelled` when the signal aborts before.
   */
  async reserve(client: object, bytes: number, signal: AbortSignal): Promise<void> {
    if (isLarge(bytes) && this.#holder !== client) {
      await this.#turns.acquire(signal);
      this.#holder = client;
    }
    const before = this.#cached.bytes;
    const evicted = this.#evictFor(bytes);
    if (isLarge(before - this.#cached.bytes)) await untilCollected(evicted, signal);
  }

  #evictFor(bytes: number): WeakRef<object>[] {
    const evicted: WeakRef<object>[] = [];
    while (this.#cached.bytes + bytes > this.#maxBytes) {
      const index = this.#cached.evictOldest();
      if (!index) break;
      evicted.push(new WeakRef(index));
    }
    return evicted;
  }

  /** Ends the client's reservation, if it has one. */
  release(client: object): void {
    if (this.#holder !== client) return;
    this.#holder = undefined;
    this.#turns.release();
  }
}

/** Waits, for a limited time, until the evicted indexes are collected. */
async function untilCollected(indexes: readonly WeakRef<object>[], signal: AbortSignal): Promise<void> {
  for (const wait of WAITS_MS) {
    await delay(wait);
    collectGarbage();
    if (signal.aborted || indexes.every((index) => index.deref() === undefined)) return;
  }
}
