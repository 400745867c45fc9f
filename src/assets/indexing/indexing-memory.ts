/** Keeps what indexes take of memory, those that are kept and those that are being made, within a bound together. */
import { setTimeout as delay } from 'node:timers/promises';
import { Turns } from '../../shared/turns.js';
import { collectGarbage } from './collect-garbage.js';

/** Up to this many bytes an index is made beside others: two hours of video at 60 frames a second take 25 million. */
const SMALL_BYTES = 32_000_000;

export const isLarge = (bytes: number): boolean => bytes > SMALL_BYTES;

/** The indexes that are kept; each can be read from disk again. */
export interface KeptIndexes {
  /** How many bytes they take. */
  readonly bytes: number;
  /** Drops the one that was used longest ago, and gives it back; undefined where there is none. */
  dropOldest(): object | undefined;
}

/**
 * How long to wait for those who still use an index that was dropped, in milliseconds: each time longer, a good ten
 * seconds in all. An encode takes one or two.
 */
const WAITS_MS = [0, 100, 200, 400, 800, 1600, 3200, 6400];

export class IndexingMemory {
  readonly #kept: KeptIndexes;
  readonly #mostBytes: number;
  readonly #turns = new Turns(1);
  /** Who makes a large index. */
  #holder: object | undefined;

  /** @param mostBytes of all that are kept and one large one that is made. */
  constructor(kept: KeptIndexes, mostBytes: number) {
    this.#kept = kept;
    this.#mostBytes = mostBytes;
  }

  /**
   * Resolves when the owner may take so many bytes in all. It has to `release` them when its index is kept, or given up.
   * @throws OnplayError `encode_cancelled` when the signal aborts before.
   */
  async reserve(client: object, bytes: number, signal: AbortSignal): Promise<void> {
    if (isLarge(bytes) && this.#holder !== client) {
      await this.#turns.take(signal);
      this.#holder = client;
    }
    const before = this.#kept.bytes;
    const dropped = this.#makeRoom(bytes);
    if (isLarge(before - this.#kept.bytes)) await untilGone(dropped, signal);
  }

  #makeRoom(bytes: number): WeakRef<object>[] {
    const dropped: WeakRef<object>[] = [];
    while (this.#kept.bytes + bytes > this.#mostBytes) {
      const index = this.#kept.dropOldest();
      if (!index) break;
      dropped.push(new WeakRef(index));
    }
    return dropped;
  }

  /** What the owner took is no longer under way. */
  release(client: object): void {
    if (this.#holder !== client) return;
    this.#holder = undefined;
    this.#turns.giveBack();
  }
}

/** Waits until nobody uses the indexes and their memory is given back; not for ever. */
async function untilGone(indexes: readonly WeakRef<object>[], signal: AbortSignal): Promise<void> {
  for (const wait of WAITS_MS) {
    await delay(wait);
    collectGarbage();
    if (signal.aborted || indexes.every((index) => index.deref() === undefined)) return;
  }
}
