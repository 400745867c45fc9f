/**
 * The just-in-time question for anything produced from a master: is it in memory, has it just failed, is it in progress,
 * is it stored, or must it be produced? One run serves all its waiters, and is aborted when the last one leaves.
 */
import type { Logger } from 'pino';
import { normalizeError, type OnplayError } from '../shared/errors.js';
import type { FailureMemory } from '../shared/failure-memory.js';
import { encodeCancelled } from '../shared/scheduler/errors.js';
import { type Shared, SingleFlight, type Waiter, type WorkContext } from '../shared/single-flight.js';
import { TaskTracker } from '../shared/task-tracker.js';
import { noTracing, type Tracing } from '../shared/tracing/tracing.js';
import { type ProducedSegment, readSegment } from './produced-segment.js';
import { isStored, type Producible, type SegmentRef } from './segment-ref.js';
import type { CachedSegment, MemoryTier } from './stores/memory-tier.js';
import { isInScope, type PurgeScope, taggedKey } from './stores/purge-scope.js';
import type { SegmentStore, StoredSegment } from './stores/segment-store.js';

interface CoordinatorOptions {
  readonly memory: MemoryTier;
  /** Behind memory. */
  readonly store?: SegmentStore | undefined;
  /** By tagged key. */
  readonly failures: FailureMemory;
  /** Called for each failure of a segment that is remembered. Must not throw. */
  readonly onFailed?: (ref: SegmentRef, error: OnplayError) => void;
  readonly tracing?: Tracing;
  readonly log: Logger;
}

type Produce = (context: WorkContext) => Promise<ProducedSegment>;

export class Coordinator {
  readonly #options: CoordinatorOptions;
  /** By tagged key. */
  readonly #inProgress = new SingleFlight<ProducedSegment>();
  readonly #tasks = new TaskTracker();
  readonly #tracing: Tracing;

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    this.#tracing = options.tracing ?? noTracing;
  }

  /** What is in memory of an item; finding it renews its TTL. */
  find(item: Producible): CachedSegment | undefined {
    return this.#options.memory.find(item);
  }

  /** Whether the segment is cached, in memory or probably in the store. Does not renew its TTL. */
  has(ref: SegmentRef): boolean {
    const { memory, store } = this.#options;
    return memory.has(ref) || (store?.probablyHas(ref) ?? false);
  }

  /**
   * Reads a segment from the store into memory, for one that cannot be produced any more; undefined where it is not
   * stored. Never rejects.
   */
  async load(ref: SegmentRef): Promise<StoredSegment | undefined> {
    const { memory, store } = this.#options;
    const stored = await store?.get(ref, new AbortController().signal);
    // What was purged since it was read must not be found afterwards.
    if (stored && store?.probablyHas(ref)) memory.store(ref, { bytes: stored.bytes, prefetched: false });
    return stored;
  }

  /**
   * Cancels what is in progress within a purge scope: all waiters get `encode_cancelled`, and nothing of it is cached,
   * stored or remembered.
   * Returns how many runs it cancelled.
   */
  cancel(scope: PurgeScope): number {
    return this.#inProgress.cancel((key) => isInScope(key, scope));
  }

  /**
   * Joins the run in progress for this item, or starts one; call it when `find` returned nothing. A run for a segment
   * reads the store before it calls `produce`. The promise rejects with the remembered failure, with what `produce`
   * throws, or with `encode_cancelled` as soon as the waiter's signal aborts or the item is purged; always with an
   * OnplayError.
   */
  produce(item: Producible, waiter: Waiter, produce: Produce): Shared<ProducedSegment> {
    const key = taggedKey(item);
    const failed = this.#options.failures.recall(key);
    if (failed) return { promise: Promise.reject(failed), collapsed: false };
    return this.#inProgress.share(key, waiter, (context) =>
      this.#tasks.add(this.#traced(item, produce, context)),
    );
  }

  /** Resolves when nothing is in progress. */
  idle(): Promise<void> {
    return this.#tasks.idle();
  }

  /** A part of the request that started the run, not of those that join it. */
  #traced(item: Producible, produce: Produce, context: WorkContext): Promise<ProducedSegment> {
    const attributes = { 'onplay.segment': item.key, 'onplay.priority': context.urgency.priority };
    return this.#tracing.span('coordinate', attributes, () => this.#run(item, produce, context));
  }

  async #run(item: Producible, produce: Produce, context: WorkContext): Promise<ProducedSegment> {
    const { memory, store, failures } = this.#options;
    const ref = isStored(item) ? item : undefined;
    try {
      const stored = ref && (await store?.get(ref, context.signal));
      const produced = stored ? readSegment(stored) : await produce(context);
      // What was purged while in progress must not be found afterwards.
      if (context.signal.aborted) throw encodeCancelled();
      failures.forget(taggedKey(item));
      // Read only now: a viewer who joined a prefetch has promoted it to a demand.
      const prefetched = context.urgency.priority !== 'demand';
      memory.store(item, { bytes: produced.bytes, prefetched });
      if (ref && !stored) void store?.put(ref, produced.bytes);
      return produced;
    } catch (thrown) {
      // Nor must its failure be remembered, which the purge may have caused.
      throw context.signal.aborted ? encodeCancelled(thrown) : this.#recordFailure(item, thrown);
    }
  }

  /** Remembers and logs the failure, unless it says nothing about the segment itself (`about: 'moment'`). */
  #recordFailure(item: Producible, thrown: unknown): OnplayError {
    const error = normalizeError(thrown);
    if (error.about === 'moment') return error;
    this.#options.failures.remember(taggedKey(item), error);
    if (item.variant) this.#options.onFailed?.(item, error);
    this.#options.log.warn({ recipe: item.key, code: error.code, err: error.cause }, 'producing failed');
    return error;
  }
}
