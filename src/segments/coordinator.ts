/**
 * The just-in-time question for anything produced from a master: is it in memory, has it just failed, is it in progress,
 * is it on disk, or must it be produced? One run serves all its waiters, and is aborted when the last one leaves.
 */
import type { Logger } from 'pino';
import { normalizeError, type OnplayError } from '../shared/errors.js';
import type { FailureMemory } from '../shared/failure-memory.js';
import { encodeCancelled } from '../shared/scheduler/errors.js';
import { type Shared, SingleFlight, type Waiter, type WorkContext } from '../shared/single-flight.js';
import { TaskTracker } from '../shared/task-tracker.js';
import { FROM_DISK, type ProducedSegment } from './produced-segment.js';
import { type CacheTags, type CacheTier, isInScope, type PurgeScope } from './stores/cache-tier.js';
import type { CachedSegment, MemoryTier } from './stores/memory-tier.js';

export interface CoordinatorOptions {
  readonly cache: MemoryTier;
  /** The second tier, behind memory. */
  readonly disk?: CacheTier | undefined;
  readonly failures: FailureMemory;
  /** Called for each failure that is remembered. Must not throw. */
  readonly onFailed?: (key: string, tags: CacheTags | undefined, error: OnplayError) => void;
  readonly log: Logger;
}

export class Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #inProgress = new SingleFlight<ProducedSegment>();
  /** The tags of the keys in progress. */
  readonly #cacheTags = new Map<string, CacheTags>();
  readonly #tasks = new TaskTracker();

  constructor(options: CoordinatorOptions) {
    this.#options = options;
  }

  /** The segment of this key in memory; finding it renews its TTL. */
  find(key: string): CachedSegment | undefined {
    return this.#options.cache.find(key);
  }

  /** Whether the key is cached in memory or on disk. Does not renew its TTL. */
  has(key: string): boolean {
    const { cache, disk } = this.#options;
    return cache.has(key) || (disk?.has(key) ?? false);
  }

  /**
   * Reads a segment from disk into memory, for one that cannot be produced any more; undefined where it is not on disk.
   * Never rejects.
   */
  async loadFromDisk(key: string, tags: CacheTags): Promise<Uint8Array | undefined> {
    const { cache, disk } = this.#options;
    const bytes = await disk?.get(key);
    if (bytes) cache.store(key, { bytes, prefetched: false, tags });
    return bytes;
  }

  /**
   * Cancels what is in progress within a purge scope: all waiters get `encode_cancelled`, and nothing of it is stored.
   * Returns how many runs it cancelled.
   */
  cancel(scope: PurgeScope): number {
    return this.#inProgress.cancel((key) => {
      const tags = this.#cacheTags.get(key);
      return tags !== undefined && isInScope(key, tags, scope);
    });
  }

  /**
   * Joins the run in progress for `key`, or starts one; call it when `find` returned nothing. A run reads the disk before
   * it calls `produce`. The promise rejects with the remembered failure, with what `produce` throws, or with
   * `encode_cancelled` as soon as the waiter's signal aborts; always with an OnplayError.
   * @param tags of a segment that may be stored on disk; absent for what stays in memory only.
   */
  produce(
    key: string,
    waiter: Waiter,
    produce: (context: WorkContext) => Promise<ProducedSegment>,
    tags?: CacheTags,
  ): Shared<ProducedSegment> {
    const failed = this.#options.failures.recall(key);
    if (failed) return { promise: Promise.reject(failed), collapsed: false };
    return this.#inProgress.share(key, waiter, (context) =>
      this.#tasks.add(this.#run(key, produce, context, tags)),
    );
  }

  /** Resolves when nothing is in progress. */
  idle(): Promise<void> {
    return this.#tasks.idle();
  }

  async #run(
    key: string,
    produce: (context: WorkContext) => Promise<ProducedSegment>,
    context: WorkContext,
    tags: CacheTags | undefined,
  ): Promise<ProducedSegment> {
    const { cache, disk, failures } = this.#options;
    if (tags) this.#cacheTags.set(key, tags);
    try {
      const stored = tags && (await disk?.get(key));
      const produced = stored ? { ...FROM_DISK, bytes: stored } : await produce(context);
      // What was purged while in progress must not be found afterwards.
      if (context.signal.aborted) throw encodeCancelled();
      failures.forget(key);
      // Read only now: a viewer who joined a prefetch has promoted it to a demand.
      const prefetched = context.urgency.priority === 'prefetch';
      cache.store(key, { bytes: produced.bytes, prefetched, tags });
      if (tags && !stored) void disk?.set(key, produced.bytes, tags);
      return produced;
    } catch (thrown) {
      throw this.#recordFailure(key, tags, thrown);
    } finally {
      if (this.#cacheTags.get(key) === tags) this.#cacheTags.delete(key);
    }
  }

  /** Remembers and logs the failure, unless it says nothing about the segment itself (`about: 'moment'`). */
  #recordFailure(key: string, tags: CacheTags | undefined, thrown: unknown) {
    const error = normalizeError(thrown);
    if (error.about === 'moment') return error;
    this.#options.failures.remember(key, error);
    this.#options.onFailed?.(key, tags, error);
    this.#options.log.warn({ recipe: key, code: error.code, err: error.cause }, 'producing failed');
    return error;
  }
}
