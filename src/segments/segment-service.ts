/** Answers segment requests from the caches or by producing the segment, and prefetches what players request next. */

import { type Asset, segmentCount, segmentOf, type Variant, versionGone } from '../assets/index.js';
import type { SegmentName } from '../shared/media-url.js';
import type { Metrics } from '../shared/metrics.js';
import { shuttingDown } from '../shared/scheduler/errors.js';
import type { Priority } from '../shared/scheduler/urgency.js';
import type { Shared, WorkContext } from '../shared/single-flight.js';
import type { Admission } from './admission/admission.js';
import { AssetViewers } from './admission/asset-viewers.js';
import type { Coordinator } from './coordinator.js';
import { Prefetch, type PrefetchHint, type ViewerIdentity } from './prefetch.js';
import type { ProducedSegment } from './produced-segment.js';
import type { SegmentProducer } from './segment-producer.js';
import { isSegment, type SegmentRef, segmentMissing, segmentRef, segmentUnknown } from './segment-ref.js';
import type { SegmentSizes } from './segment-sizes.js';
import { type SegmentResult, type ServedSegment, servedWhenProduced } from './served-segment.js';
import type { CachedSegment } from './stores/memory-tier.js';

/**
 * The viewer behind a request: `name` is the same for all requests of one playback, `client` for all that share one
 * client's part of the slots.
 */
export interface Viewer extends ViewerIdentity {
  /** Aborts when the client disconnects before the response. */
  readonly signal: AbortSignal;
  /** When the player needs the segment, in milliseconds of the process's clock; at once by default. */
  readonly dueAt?: number | undefined;
}

/** Later than any viewer needs what is prefetched. */
const BACKGROUND_MS = 60_000;

interface SegmentServiceOptions {
  readonly producer: Pick<SegmentProducer, 'produce' | 'queueLength' | 'slots'>;
  readonly coordinator: Coordinator;
  readonly admission: Admission;
  /** Whether players reach this server through edges; see `AssetViewers`. */
  readonly isBehindEdges: boolean;
  readonly segmentSizes: SegmentSizes;
  readonly metrics: Pick<Metrics, 'segmentRequests'>;
  /** Aborts when the server starts to shut down. */
  readonly shutdownSignal: AbortSignal;
}

/** What a session may play, and what it plays first. */
interface SessionVariants {
  /** In the order of the session's preference. */
  readonly variants: readonly Variant[];
  /** What the player starts with unless the viewer or the network decides otherwise. */
  readonly initial: readonly Variant[];
}

export class SegmentService {
  readonly #options: SegmentServiceOptions;
  readonly #viewers: AssetViewers;
  readonly #prefetch: Prefetch;

  constructor(options: SegmentServiceOptions) {
    this.#options = options;
    this.#viewers = new AssetViewers(options.admission, options.isBehindEdges);
    this.#prefetch = new Prefetch({
      shutdownSignal: options.shutdownSignal,
      produce: (ref, { viewer, signal, whenIdle, dueAt }) => {
        const maxQueued = whenIdle ? 1 : undefined;
        return this.#prefetchUnlessBusy(ref, { ...viewer, signal, dueAt }, maxQueued);
      },
    });
  }

  /**
   * Returns a segment, cached or produced.
   * @throws OnplayError `segment_unknown` or `segment_pending` beyond the last segment; `encode_cancelled` when the viewer's signal aborts;
   *   `overloaded` when the segment is not cached and the viewer is not admitted; `shutting_down` when it is not in
   *   memory and the server is shutting down; what producing it throws.
   */
  async get(ref: SegmentRef, viewer: Viewer): Promise<ServedSegment> {
    if (!isSegment(ref)) throw segmentMissing(ref);
    const cached = this.find(ref, viewer);
    if (cached) return cached;
    const { asset } = ref.variant;
    if (!this.#options.coordinator.has(ref)) this.#viewers.admit(asset, viewer);
    this.#viewers.touch(asset, viewer);
    return this.#getProduced(ref, viewer).finally(this.#viewers.startWaiting(asset, viewer));
  }

  /**
   * Returns a segment of a superseded version, which can no longer be produced, from the caches.
   * @throws OnplayError `segment_unknown`; `version_gone` where it is not cached.
   */
  async getSuperseded(ref: SegmentRef): Promise<ServedSegment> {
    const { coordinator, metrics } = this.#options;
    if (!isSegment(ref)) throw segmentUnknown();
    const cached = coordinator.find(ref);
    if (cached) return this.#hit(cached);
    const stored = await coordinator.load(ref);
    if (!stored) throw versionGone();
    const { bytes, tier: result } = stored;
    metrics.segmentRequests.inc({ result });
    return { bytes, result };
  }

  /**
   * Returns a segment for which no viewer waits, cached or produced when viewers leave capacity for it. Needs no admission, and
   * counts as no viewer's.
   * @throws OnplayError as `get`, and `queue_full` when viewers need the places in the queue; never `overloaded`.
   */
  async inBackground(
    ref: SegmentRef,
    { client, signal }: Pick<Viewer, 'client' | 'signal'>,
  ): Promise<Uint8Array> {
    if (!isSegment(ref)) throw segmentMissing(ref);
    const cached = this.#options.coordinator.find(ref);
    if (cached) return cached.bytes;
    const viewer = { name: client, client, signal, dueAt: performance.now() + BACKGROUND_MS };
    return (await this.#produce(ref, viewer, 'background').promise).bytes;
  }

  /** How many encodes run at once, wherever they do. */
  get slots(): number {
    return this.#options.producer.slots;
  }

  /** The sizes of a rendition's segments in bytes, as far as they were produced: 0 for others. Undefined where none was. */
  sizesOf(renditionKey: string): Uint32Array | undefined {
    return this.#options.segmentSizes.sizesOf(renditionKey);
  }

  /** Returns a segment that is in memory; undefined where it is not. Synchronous, and never refuses a viewer. */
  find(ref: SegmentRef, viewer: ViewerIdentity): ServedSegment | undefined {
    const cached = this.#options.coordinator.find(ref);
    if (!cached) return undefined;
    this.#viewers.touch(ref.variant.asset, viewer);
    if (!cached.prefetched) this.#viewers.recordCost(ref, viewer, 0);
    return this.#hit(cached);
  }

  /**
   * Prefetches what a session requests first: the init segments of all renditions it may switch to, since players that
   * wait for one during a seek request it twice and play badly; and the first segments of its initial renditions.
   * @param sessionId tells apart the players of one viewer, where the player reports it.
   * @throws OnplayError `overloaded` when a first segment is not cached and the viewer is not admitted.
   */
  prepare(asset: Asset, { variants, initial }: SessionVariants, viewer: Viewer, sessionId?: string): void {
    const { coordinator, shutdownSignal } = this.#options;
    if (viewer.signal.aborted) return;
    const first = initial.map((variant) => refAt(variant, 0));
    if (!first.every((ref) => coordinator.has(ref))) this.#viewers.admit(asset, viewer);
    const patient = { ...viewer, signal: shutdownSignal };
    for (const variant of variants) void this.#prefetchUnlessBusy(refAt(variant, 'init'), patient);
    for (const { variant, name } of first)
      this.#prefetch.begin(viewer, { variant, segment: Number(name), sessionId });
  }

  /**
   * Cancels the player's prefetches elsewhere; call it as soon as the request arrives. Never throws.
   * @returns when the player needs the segment, for `Viewer.dueAt`.
   */
  arrive(viewer: Viewer, hint: PrefetchHint): number {
    return this.#prefetch.arrive(viewer, hint);
  }

  /** Prefetches the segment after this one; call it when the request is answered. See `Prefetch`. Never throws. */
  follow(viewer: Viewer, hint: PrefetchHint): void {
    if (viewer.signal.aborted) return;
    this.#prefetch.follow(viewer, hint);
    const { next } = hint;
    // A player that goes on with another asset needs its init segment first.
    if (typeof next === 'object' && next.variant.asset.id !== hint.variant.asset.id) {
      const patient = { ...viewer, signal: this.#options.shutdownSignal };
      void this.#prefetchUnlessBusy(refAt(next.variant, 'init'), patient);
    }
  }

  /**
   * Prefetches unless the segment is cached, does not exist, or the producer's queue is too long. Never rejects.
   * @param maxQueued by default as many as can start when the encodes in progress have ended.
   */
  async #prefetchUnlessBusy(ref: SegmentRef, viewer: Viewer, maxQueued?: number): Promise<void> {
    const { producer, coordinator } = this.#options;
    if (producer.queueLength >= (maxQueued ?? producer.slots)) return;
    if (!isSegment(ref) || coordinator.has(ref)) return;
    await this.#produce(ref, viewer, 'prefetch').promise.catch(() => undefined);
  }

  /**
   * Checks that a viewer of an asset that is not indexed yet would be admitted.
   * @throws OnplayError `overloaded` when it would not.
   */
  assertCapacity(asset: string, viewer: ViewerIdentity): void {
    this.#viewers.assertCapacity(asset, viewer);
  }

  /** Resolves when no segment is in progress. */
  idle(): Promise<void> {
    return this.#options.coordinator.idle();
  }

  #hit(cached: CachedSegment): ServedSegment {
    const result: SegmentResult = cached.prefetched ? 'prefetched' : 'hit';
    cached.prefetched = false;
    this.#options.metrics.segmentRequests.inc({ result });
    return { bytes: cached.bytes, result };
  }

  #getProduced(ref: SegmentRef, viewer: Viewer): Promise<ServedSegment> {
    return servedWhenProduced(this.#produce(ref, viewer, 'demand'), this.#options.metrics);
  }

  #produce(ref: SegmentRef, viewer: Viewer, priority: Priority): Shared<ProducedSegment> {
    const { variant, name } = ref;
    const { coordinator, producer, segmentSizes, shutdownSignal } = this.#options;
    // Work that started before is finished with all its steps; nothing new starts.
    if (shutdownSignal.aborted) return { promise: Promise.reject(shuttingDown()), collapsed: false };
    const { signal, client, dueAt = 0 } = viewer;
    const waiter = { signal, priority, client, dueAt };
    const produce = async (context: WorkContext) => {
      const produced: ProducedSegment = await producer.produce(ref, context);
      if (name !== 'init') {
        segmentSizes.record(variant.key, name, segmentCount(variant), produced.bytes.byteLength);
        this.#viewers.recordCost(ref, viewer, produced.slotMs);
      }
      return produced;
    };
    return coordinator.produce(ref, waiter, produce);
  }
}

/** Where the segment at a place of a variant is found; see `segmentOf`. */
function refAt(variant: Variant, place: SegmentName): SegmentRef {
  const found = segmentOf(variant, place);
  return segmentRef(found.variant, found.name);
}
