/**
 * The just-in-time question for anything that is made of a master: is it in memory, has it just failed, is it being made,
 * is it on disk, or must it be made? One making serves everybody who waits for it, and is stopped when nobody does any more.
 */
import type { Logger } from 'pino';
import type { FailureMemory } from '../../encoder/failure-memory.js';
import { type Interest, type Shared, SharedWork, type Sharing } from '../../encoder/shared-work.js';
import { Pending } from '../assets/pending.js';
import { isPassing, withCode } from '../assets/thrown.js';
import type { Belonging, CacheTier } from '../cache/cache-tier.js';
import type { CachedSegment, MemoryTier } from '../cache/memory-tier.js';
import { FROM_DISK, type MadeSegment } from './made-segment.js';

export interface SharedMakingOptions {
  readonly cache: MemoryTier;
  /** Behind the memory, if there is one. */
  readonly disk?: CacheTier | undefined;
  readonly failures: FailureMemory;
  readonly log: Logger;
}

export class SharedMaking {
  readonly #options: SharedMakingOptions;
  readonly #underWay = new SharedWork<MadeSegment>();
  readonly #pending = new Pending();

  constructor(options: SharedMakingOptions) {
    this.#options = options;
  }

  /** What was made under this key and is still in memory. */
  find(key: string): CachedSegment | undefined {
    return this.#options.cache.find(key);
  }

  /** Whether it need not be made; nothing is kept any longer for having been looked at. */
  has(key: string): boolean {
    const { cache, disk } = this.#options;
    return cache.has(key) || (disk?.has(key) ?? false);
  }

  /**
   * Joins the making under way for `key`, or starts it: to be asked when `find` found nothing. Rejects with the
   * remembered failure, with what `make` throws, or with `encode_cancelled` as soon as the interest's signal aborts;
   * always with an OnplayError.
   * @param belonging of what is worth keeping on disk.
   */
  share(
    key: string,
    interest: Interest,
    make: (sharing: Sharing) => Promise<MadeSegment>,
    belonging?: Belonging,
  ): Shared<MadeSegment> {
    const failed = this.#options.failures.recall(key);
    if (failed) return { promise: Promise.reject(failed), collapsed: false };
    return this.#underWay.share(key, interest, (sharing) =>
      this.#pending.add(this.#make(key, make, sharing, belonging)),
    );
  }

  /** Resolves when nothing is being made. */
  idle(): Promise<void> {
    return this.#pending.idle();
  }

  async #make(
    key: string,
    make: (sharing: Sharing) => Promise<MadeSegment>,
    sharing: Sharing,
    belonging: Belonging | undefined,
  ): Promise<MadeSegment> {
    const { cache, disk, failures } = this.#options;
    try {
      const kept = belonging && (await disk?.get(key));
      const made = kept ? { ...FROM_DISK, bytes: kept } : await make(sharing);
      failures.forget(key);
      // Asked only now: a viewer who joined a read-ahead has made it a demand.
      const readAhead = sharing.urgency.priority === 'read-ahead';
      cache.keep(key, { bytes: made.bytes, readAhead, belonging });
      if (belonging && !kept) void disk?.set(key, made.bytes, belonging);
      return made;
    } catch (thrown) {
      throw this.#noted(key, thrown);
    }
  }

  /** The failure is remembered and logged unless it says nothing about what was to be made. */
  #noted(key: string, thrown: unknown) {
    const error = withCode(thrown);
    if (isPassing(error)) return error;
    this.#options.failures.remember(key, error);
    this.#options.log.warn({ recipe: key, code: error.code, err: error.cause }, 'making failed');
    return error;
  }
}
