/**
 * The just-in-time question for anything that is made of a master: is it in memory, has it just failed, is it being made,
 * is it on disk, or must it be made? One making serves everybody who waits for it, and is stopped when nobody does any more.
 */
import type { Logger } from 'pino';
import { normalizeError, type OnplayError } from '../shared/errors.js';
import type { FailureMemory } from '../shared/failure-memory.js';
import { encodeCancelled } from '../shared/scheduler/errors.js';
import { type Interest, type Shared, SharedWork, type Sharing } from '../shared/single-flight.js';
import { Pending } from '../shared/task-tracker.js';
import { FROM_DISK, type MadeSegment } from './made-segment.js';
import { type Belonging, type CacheTier, isSelected, type Selection } from './stores/cache-tier.js';
import type { CachedSegment, MemoryTier } from './stores/memory-tier.js';

export interface SharedMakingOptions {
  readonly cache: MemoryTier;
  /** Behind the memory, if there is one. */
  readonly disk?: CacheTier | undefined;
  readonly failures: FailureMemory;
  /** Told of what failed and is not to be tried again soon. Must not throw. */
  readonly onFailed?: (key: string, belonging: Belonging | undefined, error: OnplayError) => void;
  readonly log: Logger;
}

export class SharedMaking {
  readonly #options: SharedMakingOptions;
  readonly #underWay = new SharedWork<MadeSegment>();
  /** Of what is being made. */
  readonly #belongings = new Map<string, Belonging>();
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

  /** What was made under this key and is on disk, where nobody will make it again; from then on in memory. Never rejects. */
  async kept(key: string, belonging: Belonging): Promise<Uint8Array | undefined> {
    const { cache, disk } = this.#options;
    const bytes = await disk?.get(key);
    if (bytes) cache.keep(key, { bytes, readAhead: false, belonging });
    return bytes;
  }

  /**
   * Gives up what is being made of what is selected: all who wait are told `encode_cancelled`, and nothing of it is kept.
   * Returns how many makings that were.
   */
  cancel(selection: Selection): number {
    return this.#underWay.cancel((key) => {
      const belonging = this.#belongings.get(key);
      return belonging !== undefined && isSelected(key, belonging, selection);
    });
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
    if (belonging) this.#belongings.set(key, belonging);
    try {
      const kept = belonging && (await disk?.get(key));
      const made = kept ? { ...FROM_DISK, bytes: kept } : await make(sharing);
      // What was dropped while it was made is not to be found afterwards.
      if (sharing.signal.aborted) throw encodeCancelled();
      failures.forget(key);
      // Asked only now: a viewer who joined a read-ahead has made it a demand.
      const readAhead = sharing.urgency.priority === 'read-ahead';
      cache.keep(key, { bytes: made.bytes, readAhead, belonging });
      if (belonging && !kept) void disk?.set(key, made.bytes, belonging);
      return made;
    } catch (thrown) {
      throw this.#noted(key, belonging, thrown);
    } finally {
      if (this.#belongings.get(key) === belonging) this.#belongings.delete(key);
    }
  }

  /** The failure is remembered and logged unless it says nothing about what was to be made. */
  #noted(key: string, belonging: Belonging | undefined, thrown: unknown) {
    const error = normalizeError(thrown);
    if (error.about === 'moment') return error;
    this.#options.failures.remember(key, error);
    this.#options.onFailed?.(key, belonging, error);
    this.#options.log.warn({ recipe: key, code: error.code, err: error.cause }, 'making failed');
    return error;
  }
}
