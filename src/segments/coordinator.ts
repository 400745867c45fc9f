/**
 * The just-in-time question for anything that is made of a master: is it in memory, has it just failed, is it being made,
 * is it on disk, or must it be made? One making serves everybody who waits for it, and is stopped when nobody does any more.
 */
import type { Logger } from 'pino';
import { normalizeError, type OnplayError } from '../shared/errors.js';
import type { FailureMemory } from '../shared/failure-memory.js';
import { encodeCancelled } from '../shared/scheduler/errors.js';
import { type Shared, SingleFlight, type Waiter, type WorkContext } from '../shared/single-flight.js';
import { TaskTracker } from '../shared/task-tracker.js';
import { FROM_DISK, type MadeSegment } from './produced-segment.js';
import { type CacheTags, type CacheTier, isSelected, type PurgeScope } from './stores/cache-tier.js';
import type { CachedSegment, MemoryTier } from './stores/memory-tier.js';

export interface CoordinatorOptions {
  readonly cache: MemoryTier;
  /** Behind the memory, if there is one. */
  readonly disk?: CacheTier | undefined;
  readonly failures: FailureMemory;
  /** Told of what failed and is not to be tried again soon. Must not throw. */
  readonly onFailed?: (key: string, tags: CacheTags | undefined, error: OnplayError) => void;
  readonly log: Logger;
}

export class Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #underWay = new SingleFlight<MadeSegment>();
  /** Of what is being made. */
  readonly #cacheTags = new Map<string, CacheTags>();
  readonly #pending = new TaskTracker();

  constructor(options: CoordinatorOptions) {
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
  async kept(key: string, tags: CacheTags): Promise<Uint8Array | undefined> {
    const { cache, disk } = this.#options;
    const bytes = await disk?.get(key);
    if (bytes) cache.keep(key, { bytes, prefetched: false, tags });
    return bytes;
  }

  /**
   * Gives up what is being made of what is selected: all who wait are told `encode_cancelled`, and nothing of it is kept.
   * Returns how many makings that were.
   */
  cancel(selection: PurgeScope): number {
    return this.#underWay.cancel((key) => {
      const tags = this.#cacheTags.get(key);
      return tags !== undefined && isSelected(key, tags, selection);
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
    waiter: Waiter,
    make: (context: WorkContext) => Promise<MadeSegment>,
    tags?: CacheTags,
  ): Shared<MadeSegment> {
    const failed = this.#options.failures.recall(key);
    if (failed) return { promise: Promise.reject(failed), collapsed: false };
    return this.#underWay.share(key, waiter, (context) =>
      this.#pending.add(this.#make(key, make, context, tags)),
    );
  }

  /** Resolves when nothing is being made. */
  idle(): Promise<void> {
    return this.#pending.idle();
  }

  async #make(
    key: string,
    make: (context: WorkContext) => Promise<MadeSegment>,
    context: WorkContext,
    tags: CacheTags | undefined,
  ): Promise<MadeSegment> {
    const { cache, disk, failures } = this.#options;
    if (tags) this.#cacheTags.set(key, tags);
    try {
      const kept = tags && (await disk?.get(key));
      const made = kept ? { ...FROM_DISK, bytes: kept } : await make(context);
      // What was dropped while it was made is not to be found afterwards.
      if (context.signal.aborted) throw encodeCancelled();
      failures.forget(key);
      // Asked only now: a viewer who joined a prefetch has made it a demand.
      const prefetched = context.urgency.priority === 'prefetch';
      cache.keep(key, { bytes: made.bytes, prefetched, tags });
      if (tags && !kept) void disk?.set(key, made.bytes, tags);
      return made;
    } catch (thrown) {
      throw this.#recordFailure(key, tags, thrown);
    } finally {
      if (this.#cacheTags.get(key) === tags) this.#cacheTags.delete(key);
    }
  }

  /** The failure is remembered and logged unless it says nothing about what was to be made. */
  #recordFailure(key: string, tags: CacheTags | undefined, thrown: unknown) {
    const error = normalizeError(thrown);
    if (error.about === 'moment') return error;
    this.#options.failures.remember(key, error);
    this.#options.onFailed?.(key, tags, error);
    this.#options.log.warn({ recipe: key, code: error.code, err: error.cause }, 'producing failed');
    return error;
  }
}
