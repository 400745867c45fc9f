/** Answers requests for segments: from what is there, else by having it made; and has made what will be wanted next. */

import { type Asset, type Rendition, segmentCount, versionGone } from '../assets/index.js';
import type { Metrics } from '../shared/metrics.js';
import { shuttingDown } from '../shared/scheduler/errors.js';
import type { PlaybackLane, Scheduler } from '../shared/scheduler/scheduler.js';
import type { Priority } from '../shared/scheduler/urgency.js';
import type { Shared, WorkContext } from '../shared/single-flight.js';
import type { Admission } from './admission.js';
import type { Coordinator } from './coordinator.js';
import { playedSeconds } from './played-seconds.js';
import { type FollowedViewer, Prefetch, type PrefetchHint } from './prefetch.js';
import type { MadeSegment, SegmentTimings } from './produced-segment.js';
import { hasSegment, type SegmentName, segmentKey } from './segment-name.js';
import { type SegmentMaker, segmentUnknown } from './segment-producer.js';
import type { SegmentSizes } from './segment-sizes.js';
import type { CacheTags } from './stores/cache-tier.js';
import type { CachedSegment } from './stores/memory-tier.js';

/**
 * From memory; from memory, made before anybody asked; from disk; made for this request; made, or read, for an earlier one.
 */
export type SegmentResult = 'hit' | 'prefetched' | 'disk' | 'miss' | 'collapsed';

export interface ServedSegment {
  readonly bytes: Uint8Array;
  readonly result: SegmentResult;
  /** Of the encode that this request waited for; absent for hits. */
  readonly timings?: SegmentTimings;
}

/** Who asks: `name` is the same for all requests of one playback, `owner` for all that share one part of the machine. */
export interface Viewer extends FollowedViewer {
  /** Aborts when the client is gone before its answer. */
  readonly signal: AbortSignal;
  /** When the viewer's player needs it, in milliseconds of the process's clock; at once unless given. */
  readonly dueAt?: number | undefined;
}

export interface SegmentServiceOptions {
  readonly maker: Pick<SegmentMaker, 'make'>;
  readonly coordinator: Coordinator;
  readonly scheduler: Pick<Scheduler, 'depth'>;
  readonly admission: Admission;
  /** Whether edges stand between players and this server; see `audienceOfEdges`. */
  readonly isBehindEdges: boolean;
  /** Nothing is read ahead while this many encodes or more wait for a slot. */
  readonly prefetchQueueLength: number;
  readonly rates: SegmentSizes;
  readonly metrics: Pick<Metrics, 'segmentRequests'>;
  /** Aborts when the server is told to stop. */
  readonly shutdownSignal: AbortSignal;
}

export class SegmentService {
  readonly #options: SegmentServiceOptions;
  readonly #prefetch: Prefetch;

  constructor(options: SegmentServiceOptions) {
    this.#options = options;
    this.#prefetch = new Prefetch({
      shutdownSignal: options.shutdownSignal,
      makeAhead: ({ asset, rendition, segment }, { viewer, signal, patient, dueAt }) => {
        const queueLength = patient ? 1 : options.prefetchQueueLength;
        return this.#ahead(asset, rendition, segment, { ...viewer, signal, dueAt }, queueLength);
      },
    });
  }

  /**
   * The bytes of a segment.
   * @param rendition one of the asset's own.
   * @throws OnplayError `segment_unknown` beyond the last one, what making it throws, `encode_cancelled` on abort;
   *   `overloaded` for what would have to be made for one viewer too many; `shutting_down` for what would have to be made
   *   when the server is stopping.
   */
  async get(asset: Asset, rendition: Rendition, name: SegmentName, viewer: Viewer): Promise<ServedSegment> {
    const { admission } = this.#options;
    if (!hasSegment(asset, rendition, name)) throw segmentUnknown();
    const cached = this.find(asset, rendition, name, viewer);
    if (cached) return cached;
    const who = this.#admitted(asset.id, viewer);
    const isThere = this.#options.coordinator.has(segmentKey(asset, rendition, name));
    if (!isThere) admission.admit(who.name, who.client, laneOf(asset));
    admission.touch(who.name, who.client, laneOf(asset));
    return this.#made(asset, rendition, name, viewer).finally(admission.waits(who.name));
  }

  /**
   * The bytes of a segment that cannot be made any more, since its master was replaced.
   * @throws OnplayError `segment_unknown`, `version_gone` where it is not kept.
   */
  async getKept(asset: Asset, rendition: Rendition, name: SegmentName): Promise<ServedSegment> {
    const { coordinator, metrics } = this.#options;
    if (!hasSegment(asset, rendition, name)) throw segmentUnknown();
    const key = segmentKey(asset, rendition, name);
    const cached = coordinator.find(key);
    if (cached) return this.#hit(cached);
    const bytes = await coordinator.kept(key, cacheTagsOf(asset));
    if (!bytes) throw versionGone();
    metrics.segmentRequests.inc({ result: 'disk' });
    return { bytes, result: 'disk' };
  }

  /** The bytes of a segment that is there already. */
  find(
    asset: Asset,
    rendition: Rendition,
    name: SegmentName,
    viewer: FollowedViewer,
  ): ServedSegment | undefined {
    const { admission, coordinator } = this.#options;
    const cached = coordinator.find(segmentKey(asset, rendition, name));
    if (!cached) return undefined;
    const who = this.#admitted(asset.id, viewer);
    admission.touch(who.name, who.client, laneOf(asset));
    if (!cached.prefetched) admission.recordCost(who.name, 0, playedSeconds(asset, rendition, name));
    return this.#hit(cached);
  }

  /**
   * Has made what a session asks for first: the init segments of all that it may switch to, since players that wait for
   * one while they seek ask twice and play badly; and the first segments of what it starts with.
   * @param renditions in the order of the session's preference.
   * @param starting those that are played unless the viewer or the network says otherwise.
   * @param sessionId which of the viewer's players it is, if it says so.
   * @throws OnplayError `overloaded` when that would have to be made and there is no room for another viewer.
   */
  prepare(
    asset: Asset,
    renditions: readonly Rendition[],
    starting: readonly Rendition[],
    viewer: Viewer,
    sessionId?: string,
  ): void {
    const { coordinator, admission, shutdownSignal, prefetchQueueLength } = this.#options;
    if (viewer.signal.aborted) return;
    const isReady = starting.every((rendition) => coordinator.has(segmentKey(asset, rendition, 0)));
    const who = this.#admitted(asset.id, viewer);
    if (!isReady) admission.admit(who.name, who.client, laneOf(asset));
    for (const rendition of renditions)
      void this.#ahead(asset, rendition, 'init', { ...viewer, signal: shutdownSignal }, prefetchQueueLength);
    for (const rendition of starting)
      this.#prefetch.begin(viewer, { asset, rendition, segment: 0, sessionId });
  }

  /**
   * Gives up what was being made for the player elsewhere; to be called as soon as it asks. Never throws.
   * @returns when the player will need what it asks for; see `Viewer`.
   */
  arrive(viewer: Viewer, asked: PrefetchHint): number {
    return this.#prefetch.arrive(viewer, asked);
  }

  /** Has made what the player will ask for after this segment; see `ReadAhead`. Never throws. */
  follow(viewer: Viewer, asked: PrefetchHint): void {
    if (!viewer.signal.aborted) this.#prefetch.follow(viewer, asked);
  }

  /** Unless it is there, cannot be, or so many wait. Never rejects. */
  async #ahead(
    asset: Asset,
    rendition: Rendition,
    name: SegmentName,
    viewer: Viewer,
    queueLength: number,
  ): Promise<void> {
    const { scheduler, coordinator } = this.#options;
    if (scheduler.depth >= queueLength) return;
    if (!hasSegment(asset, rendition, name) || coordinator.has(segmentKey(asset, rendition, name))) return;
    await this.#share(asset, rendition, name, viewer, 'prefetch').promise.catch(() => undefined);
  }

  /**
   * Whether there is room for a viewer of an asset of which nothing is known yet.
   * @throws OnplayError `overloaded`.
   */
  requireRoom(asset: string, viewer: FollowedViewer): void {
    const { name, client } = this.#admitted(asset, viewer);
    this.#options.admission.requireRoom(name, client);
  }

  /** Resolves when nothing is being made. */
  idle(): Promise<void> {
    return this.#options.coordinator.idle();
  }

  #admitted(asset: string, viewer: FollowedViewer): FollowedViewer {
    return this.#options.isBehindEdges ? viewersOfEdges(asset) : viewer;
  }

  #hit(cached: CachedSegment): ServedSegment {
    const result = cached.prefetched ? 'prefetched' : 'hit';
    cached.prefetched = false;
    this.#options.metrics.segmentRequests.inc({ result });
    return { bytes: cached.bytes, result };
  }

  async #made(asset: Asset, rendition: Rendition, name: SegmentName, viewer: Viewer): Promise<ServedSegment> {
    const { segmentRequests } = this.#options.metrics;
    const { promise, collapsed } = this.#share(asset, rendition, name, viewer, 'demand');
    try {
      const { bytes, timings, fromDisk } = await promise;
      const result = collapsed ? 'collapsed' : fromDisk ? 'disk' : 'miss';
      segmentRequests.inc({ result });
      return { bytes, result, ...(!fromDisk && { timings }) };
    } catch (error) {
      segmentRequests.inc({ result: 'error' });
      throw error;
    }
  }

  #share(
    asset: Asset,
    rendition: Rendition,
    name: SegmentName,
    viewer: Viewer,
    priority: Priority,
  ): Shared<MadeSegment> {
    const { coordinator, maker, rates, admission, shutdownSignal } = this.#options;
    // What was admitted before is finished, with all the steps it takes; nothing is added to it.
    if (shutdownSignal.aborted) return { promise: Promise.reject(shuttingDown()), collapsed: false };
    const { signal, client, dueAt = 0 } = viewer;
    const waiter = { signal, priority, client, dueAt };
    const make = async (context: WorkContext) => {
      const made: MadeSegment = await maker.make(asset, rendition, name, context);
      if (name !== 'init') {
        const count = segmentCount(asset, rendition);
        rates.record(asset.keyOf(rendition), name, count, made.bytes.byteLength);
        const who = this.#admitted(asset.id, viewer);
        admission.recordCost(who.name, made.slotMs, playedSeconds(asset, rendition, name));
      }
      return made;
    };
    return coordinator.share(segmentKey(asset, rendition, name), waiter, make, cacheTagsOf(asset));
  }
}

/** What those who play an asset need slots of: where there are no pictures, none that pictures are encoded on. */
function laneOf({ map }: Asset): PlaybackLane {
  return map.videoCount > 0 ? 'heavy' : 'light';
}

function cacheTagsOf({ id, master }: Asset): CacheTags {
  return { asset: id, version: master.version };
}

/**
 * Who asks, as far as room goes, where edges ask once for all: each segment of an asset comes to be asked for by another
 * viewer, and all of them together need no more of this server than one who plays it.
 */
function viewersOfEdges(asset: string): FollowedViewer {
  const name = `viewers of ${asset}`;
  return { name, client: name };
}
