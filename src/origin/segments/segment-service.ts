/** Answers requests for segments: from what is there, else by having it made; and has made what will be wanted next. */
import type { Scheduler } from '../../encoder/scheduler.js';
import { shuttingDown } from '../../encoder/scheduler-errors.js';
import type { Interest, Shared } from '../../encoder/shared-work.js';
import type { Metrics } from '../../metrics.js';
import { type Asset, type Rendition, segmentCount } from '../assets/asset.js';
import type { MadeSegment, SegmentTimings } from './made-segment.js';
import type { MeasuredRates } from './measured-rates.js';
import type { CachedSegment } from './segment-cache.js';
import { type SegmentMaker, segmentUnknown } from './segment-maker.js';
import { hasSegment, type SegmentName, segmentKey } from './segment-name.js';
import type { SharedMaking } from './shared-making.js';

/** How many segments are made ahead of one that was asked for. */
const READ_AHEAD_SEGMENTS = 1;

/** From the cache; from the cache, made before anybody asked; made for this request; made for an earlier one. */
export type SegmentResult = 'hit' | 'read-ahead' | 'miss' | 'collapsed';

export interface ServedSegment {
  readonly bytes: Uint8Array;
  readonly result: SegmentResult;
  /** Of the encode that this request waited for; absent for hits. */
  readonly timings?: SegmentTimings;
}

export interface SegmentServiceOptions {
  readonly maker: Pick<SegmentMaker, 'make'>;
  readonly making: SharedMaking;
  readonly scheduler: Pick<Scheduler, 'depth'>;
  /** Nothing is read ahead while this many encodes or more wait for a slot. */
  readonly readAheadQueueLength: number;
  readonly rates: MeasuredRates;
  readonly metrics: Pick<Metrics, 'segmentRequests'>;
  /** Aborts when the server is told to stop. */
  readonly closing: AbortSignal;
}

export class SegmentService {
  readonly #options: SegmentServiceOptions;

  constructor(options: SegmentServiceOptions) {
    this.#options = options;
  }

  /**
   * The bytes of a segment.
   * @param rendition one of the asset's own.
   * @throws OnplayError `segment_unknown` beyond the last one, what making it throws, `encode_cancelled` on abort;
   *   `shutting_down` for what would have to be made when the server is stopping.
   */
  async get(
    asset: Asset,
    rendition: Rendition,
    name: SegmentName,
    signal: AbortSignal,
  ): Promise<ServedSegment> {
    if (!hasSegment(asset, rendition, name)) throw segmentUnknown();
    const cached = this.#options.making.find(segmentKey(asset, rendition, name));
    return cached ? this.#hit(cached) : this.#made(asset, rendition, name, signal);
  }

  /**
   * Has made what a session asks for first: the init segments of all that it may switch to, since players that wait for
   * one while they seek ask twice and play badly; and the first segments of what it starts with. Never throws.
   * @param renditions in the order of the session's preference.
   * @param starting those that are played unless the viewer or the network says otherwise.
   */
  prepare(
    asset: Asset,
    renditions: readonly Rendition[],
    starting: readonly Rendition[],
    viewer: AbortSignal,
  ): void {
    if (viewer.aborted) return;
    for (const rendition of renditions) this.#ahead(asset, rendition, 'init');
    for (const rendition of starting) this.#ahead(asset, rendition, 0);
  }

  /**
   * Has the segments after this one made, if they are there to be made and hardly anything waits: a queue is for those
   * who want something now. What was started is finished even if `viewer` leaves, unless the server stops; for one who
   * has left nothing is started. Never throws.
   */
  readAhead(asset: Asset, rendition: Rendition, name: SegmentName, viewer: AbortSignal): void {
    if (name === 'init') return;
    for (let next = name + 1; next <= name + READ_AHEAD_SEGMENTS && !viewer.aborted; next++) {
      this.#ahead(asset, rendition, next);
    }
  }

  /** Unless it is there, cannot be, or others wait. The server itself waits for it, until it stops. */
  #ahead(asset: Asset, rendition: Rendition, name: SegmentName): void {
    const { scheduler, readAheadQueueLength, making, closing } = this.#options;
    if (scheduler.depth >= readAheadQueueLength) return;
    if (!hasSegment(asset, rendition, name) || making.has(segmentKey(asset, rendition, name))) return;
    const interest = { signal: closing, priority: 'read-ahead' } as const;
    this.#share(asset, rendition, name, interest).promise.catch(() => undefined);
  }

  /** Resolves when nothing is being made. */
  idle(): Promise<void> {
    return this.#options.making.idle();
  }

  #hit(cached: CachedSegment): ServedSegment {
    const result = cached.readAhead ? 'read-ahead' : 'hit';
    cached.readAhead = false;
    this.#options.metrics.segmentRequests.inc({ result });
    return { bytes: cached.bytes, result };
  }

  async #made(
    asset: Asset,
    rendition: Rendition,
    name: SegmentName,
    signal: AbortSignal,
  ): Promise<ServedSegment> {
    const { segmentRequests } = this.#options.metrics;
    const { promise, collapsed } = this.#share(asset, rendition, name, { signal });
    const result = collapsed ? 'collapsed' : 'miss';
    try {
      const { bytes, timings } = await promise;
      segmentRequests.inc({ result });
      return { bytes, result, timings };
    } catch (error) {
      segmentRequests.inc({ result: 'error' });
      throw error;
    }
  }

  #share(asset: Asset, rendition: Rendition, name: SegmentName, interest: Interest): Shared<MadeSegment> {
    const { making, maker, rates, closing } = this.#options;
    // What was admitted before is finished, with all the steps it takes; nothing is added to it.
    if (closing.aborted) return { promise: Promise.reject(shuttingDown()), collapsed: false };
    return making.share(segmentKey(asset, rendition, name), interest, async (sharing) => {
      const made: MadeSegment = await maker.make(asset, rendition, name, sharing);
      if (name !== 'init') {
        const count = segmentCount(asset, rendition);
        rates.record(asset.keyOf(rendition), name, count, made.bytes.byteLength);
      }
      return made;
    });
  }
}
