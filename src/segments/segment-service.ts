/** Answers requests for segments: from what is there, else by having it made; and has made what will be wanted next. */

import { type Asset, type Rendition, segmentCount, versionGone } from '../assets/index.js';
import type { Metrics } from '../shared/metrics.js';
import { shuttingDown } from '../shared/scheduler/errors.js';
import type { PlaybackLane, Scheduler } from '../shared/scheduler/scheduler.js';
import type { Priority } from '../shared/scheduler/urgency.js';
import type { Shared, Sharing } from '../shared/single-flight.js';
import type { Audience } from './admission.js';
import type { SharedMaking } from './coordinator.js';
import type { MadeSegment, SegmentTimings } from './made-segment.js';
import type { MeasuredRates } from './measured-rates.js';
import { playedSeconds } from './played-seconds.js';
import { type Asked, type FollowedViewer, ReadAhead } from './prefetch.js';
import { type SegmentMaker, segmentUnknown } from './segment-maker.js';
import { hasSegment, type SegmentName, segmentKey } from './segment-name.js';
import type { Belonging } from './stores/cache-tier.js';
import type { CachedSegment } from './stores/memory-tier.js';

/**
 * From memory; from memory, made before anybody asked; from disk; made for this request; made, or read, for an earlier one.
 */
export type SegmentResult = 'hit' | 'read-ahead' | 'disk' | 'miss' | 'collapsed';

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
  readonly making: SharedMaking;
  readonly scheduler: Pick<Scheduler, 'depth'>;
  readonly audience: Audience;
  /** Whether edges stand between players and this server; see `audienceOfEdges`. */
  readonly isBehindEdges: boolean;
  /** Nothing is read ahead while this many encodes or more wait for a slot. */
  readonly readAheadQueueLength: number;
  readonly rates: MeasuredRates;
  readonly metrics: Pick<Metrics, 'segmentRequests'>;
  /** Aborts when the server is told to stop. */
  readonly closing: AbortSignal;
}

export class SegmentService {
  readonly #options: SegmentServiceOptions;
  readonly #readAhead: ReadAhead;

  constructor(options: SegmentServiceOptions) {
    this.#options = options;
    this.#readAhead = new ReadAhead({
      closing: options.closing,
      makeAhead: ({ asset, rendition, segment }, { viewer, signal, patient, dueAt }) => {
        const queueLength = patient ? 1 : options.readAheadQueueLength;
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
    const { audience } = this.#options;
    if (!hasSegment(asset, rendition, name)) throw segmentUnknown();
    const cached = this.find(asset, rendition, name, viewer);
    if (cached) return cached;
    const who = this.#inAudience(asset.id, viewer);
    const isThere = this.#options.making.has(segmentKey(asset, rendition, name));
    if (!isThere) audience.admit(who.name, who.owner, laneOf(asset));
    audience.saw(who.name, who.owner, laneOf(asset));
    return this.#made(asset, rendition, name, viewer).finally(audience.waits(who.name));
  }

  /**
   * The bytes of a segment that cannot be made any more, since its master was replaced.
   * @throws OnplayError `segment_unknown`, `version_gone` where it is not kept.
   */
  async getKept(asset: Asset, rendition: Rendition, name: SegmentName): Promise<ServedSegment> {
    const { making, metrics } = this.#options;
    if (!hasSegment(asset, rendition, name)) throw segmentUnknown();
    const key = segmentKey(asset, rendition, name);
    const cached = making.find(key);
    if (cached) return this.#hit(cached);
    const bytes = await making.kept(key, belongingOf(asset));
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
    const { audience, making } = this.#options;
    const cached = making.find(segmentKey(asset, rendition, name));
    if (!cached) return undefined;
    const who = this.#inAudience(asset.id, viewer);
    audience.saw(who.name, who.owner, laneOf(asset));
    if (!cached.readAhead) audience.spent(who.name, 0, playedSeconds(asset, rendition, name));
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
    const { making, audience, closing, readAheadQueueLength } = this.#options;
    if (viewer.signal.aborted) return;
    const isReady = starting.every((rendition) => making.has(segmentKey(asset, rendition, 0)));
    const who = this.#inAudience(asset.id, viewer);
    if (!isReady) audience.admit(who.name, who.owner, laneOf(asset));
    for (const rendition of renditions)
      void this.#ahead(asset, rendition, 'init', { ...viewer, signal: closing }, readAheadQueueLength);
    for (const rendition of starting)
      this.#readAhead.begin(viewer, { asset, rendition, segment: 0, sessionId });
  }

  /**
   * Gives up what was being made for the player elsewhere; to be called as soon as it asks. Never throws.
   * @returns when the player will need what it asks for; see `Viewer`.
   */
  arrive(viewer: Viewer, asked: Asked): number {
    return this.#readAhead.arrive(viewer, asked);
  }

  /** Has made what the player will ask for after this segment; see `ReadAhead`. Never throws. */
  follow(viewer: Viewer, asked: Asked): void {
    if (!viewer.signal.aborted) this.#readAhead.follow(viewer, asked);
  }

  /** Unless it is there, cannot be, or so many wait. Never rejects. */
  async #ahead(
    asset: Asset,
    rendition: Rendition,
    name: SegmentName,
    viewer: Viewer,
    queueLength: number,
  ): Promise<void> {
    const { scheduler, making } = this.#options;
    if (scheduler.depth >= queueLength) return;
    if (!hasSegment(asset, rendition, name) || making.has(segmentKey(asset, rendition, name))) return;
    await this.#share(asset, rendition, name, viewer, 'read-ahead').promise.catch(() => undefined);
  }

  /**
   * Whether there is room for a viewer of an asset of which nothing is known yet.
   * @throws OnplayError `overloaded`.
   */
  requireRoom(asset: string, viewer: FollowedViewer): void {
    const { name, owner } = this.#inAudience(asset, viewer);
    this.#options.audience.requireRoom(name, owner);
  }

  /** Resolves when nothing is being made. */
  idle(): Promise<void> {
    return this.#options.making.idle();
  }

  #inAudience(asset: string, viewer: FollowedViewer): FollowedViewer {
    return this.#options.isBehindEdges ? audienceOfEdges(asset) : viewer;
  }

  #hit(cached: CachedSegment): ServedSegment {
    const result = cached.readAhead ? 'read-ahead' : 'hit';
    cached.readAhead = false;
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
    const { making, maker, rates, audience, closing } = this.#options;
    // What was admitted before is finished, with all the steps it takes; nothing is added to it.
    if (closing.aborted) return { promise: Promise.reject(shuttingDown()), collapsed: false };
    const { signal, owner, dueAt = 0 } = viewer;
    const interest = { signal, priority, owner, dueAt };
    const make = async (sharing: Sharing) => {
      const made: MadeSegment = await maker.make(asset, rendition, name, sharing);
      if (name !== 'init') {
        const count = segmentCount(asset, rendition);
        rates.record(asset.keyOf(rendition), name, count, made.bytes.byteLength);
        const who = this.#inAudience(asset.id, viewer);
        audience.spent(who.name, made.slotMs, playedSeconds(asset, rendition, name));
      }
      return made;
    };
    return making.share(segmentKey(asset, rendition, name), interest, make, belongingOf(asset));
  }
}

/** What those who play an asset need slots of: where there are no pictures, none that pictures are encoded on. */
function laneOf({ map }: Asset): PlaybackLane {
  return map.videoCount > 0 ? 'heavy' : 'light';
}

function belongingOf({ id, master }: Asset): Belonging {
  return { asset: id, version: master.version };
}

/**
 * Who asks, as far as room goes, where edges ask once for all: each segment of an asset comes to be asked for by another
 * viewer, and all of them together need no more of this server than one who plays it.
 */
function audienceOfEdges(asset: string): FollowedViewer {
  const name = `viewers of ${asset}`;
  return { name, owner: name };
}
