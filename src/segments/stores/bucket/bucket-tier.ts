/**
 * Segments in a bucket that several servers share, the tier behind the disk: what one has produced, no other produces again. A
 * slow, failing or lying store costs speed, never correctness or availability: what cannot be read in time, or differs from what
 * was written, counts as a miss.
 */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { within } from '../../../shared/deadline.js';
import { Semaphore } from '../../../shared/semaphore.js';
import { TaskTracker } from '../../../shared/task-tracker.js';
import type { ObjectStore } from '../../../stores/index.js';
import type { SegmentRef } from '../../segment-ref.js';
import type { PurgeScope } from '../purge-scope.js';
import { parsePath, pathOf, placeOf, placesWithin, prefixOf, type SegmentPlace } from '../segment-places.js';
import type { SegmentStore, StoredSegment } from '../segment-store.js';
import { Removals } from './removals.js';
import { fromSegmentObject, toSegmentObject } from './segment-object.js';
import { sweepRepeatedly } from './sweep.js';

export interface BucketTierOptions {
  readonly objects: ObjectStore;
  /** What the keys of all segments begin with: empty, or ending in `/`. */
  readonly root: string;
  /** Renewed by a hit in its second half. */
  readonly ttlMs: number;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

/** A read that takes longer is slower than most encodes. */
const MAX_READ_MS = 2000;
/** A segment of the highest rung has a few megabytes. */
const MAX_SEGMENT_BYTES = 64 * 1024 * 1024;
/** Leaves most of a client's connections to reads. */
const WRITES_AT_ONCE = 8;
/** The size of all pending writes; segments beyond it are not stored. */
const MAX_UNWRITTEN_BYTES = 64 * 1024 * 1024;
/** How long nothing is read or written after the store failed: each attempt would make a viewer wait. */
const PAUSE_MS = 10_000;
/** How many segments are known to be stored without asking; others are found by asking. */
const MAX_KNOWN = 50_000;

/** A read or write in progress, and whether its segment was purged meanwhile. */
interface Transfer {
  readonly place: SegmentPlace;
  isPurged: boolean;
}

export class BucketTier implements SegmentStore {
  readonly #options: BucketTierOptions;
  readonly #clock: () => number;
  /** The sizes of segments that this process has written or read, by path. */
  readonly #known: LRUCache<string, number>;
  readonly #removals: Removals;
  readonly #transfers = new Set<Transfer>();
  readonly #turns = new Semaphore(WRITES_AT_ONCE);
  readonly #tasks = new TaskTracker();
  readonly #closing = new AbortController();
  #unwrittenBytes = 0;
  #pausedUntil = 0;

  constructor(options: BucketTierOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
    this.#known = new LRUCache({ max: MAX_KNOWN, ttl: options.ttlMs });
    this.#removals = new Removals({ ...options, signal: this.#closing.signal });
  }

  /** Of the segments that this process knows to be stored. */
  get bytes(): number {
    return this.#known.values().reduce((sum, bytes) => sum + bytes, 0);
  }

  probablyHas(ref: SegmentRef): boolean {
    const place = placeOf(ref);
    return place !== undefined && this.#known.has(pathOf(place));
  }

  async get(ref: SegmentRef, signal: AbortSignal): Promise<StoredSegment | undefined> {
    const place = placeOf(ref);
    if (!place || this.#isPaused() || this.#isPurged(place)) return undefined;
    const path = pathOf(place);
    const object = await this.#read(place, signal);
    if (signal.aborted || this.#isPurged(place)) return undefined;
    const stored = object && fromSegmentObject(path, object);
    const age = stored ? this.#clock() - stored.writtenAtMs : 0;
    if (!stored || age >= this.#options.ttlMs) {
      this.#known.delete(path);
      return undefined;
    }
    this.#known.set(path, stored.bytes.byteLength);
    if (age >= this.#options.ttlMs / 2) void this.put(ref, stored.bytes);
    return { bytes: stored.bytes, tier: 'bucket' };
  }

  async put(ref: SegmentRef, bytes: Uint8Array): Promise<void> {
    const place = placeOf(ref);
    const size = bytes.byteLength;
    if (!place || this.#isPaused() || this.#isPurged(place) || size > MAX_SEGMENT_BYTES) return;
    if (this.#unwrittenBytes + size > MAX_UNWRITTEN_BYTES) return;
    this.#unwrittenBytes += size;
    await this.#tasks.add(this.#write(place, bytes)).finally(() => {
      this.#unwrittenBytes -= size;
    });
  }

  /** Removes them for all servers; what another is just writing is removed by the purge of that one. */
  async purge(scope: PurgeScope): Promise<number> {
    const selects = placesWithin(scope);
    for (const transfer of this.#transfers) transfer.isPurged ||= selects(transfer.place);
    for (const path of this.#known.keys()) {
      const place = parsePath(path);
      if (place && selects(place)) this.#known.delete(path);
    }
    return this.#tasks.add(this.#removals.add({ prefix: prefixOf(scope), selects }));
  }

  /** Removes what has expired, from now on and until `close`. */
  begin(): void {
    void sweepRepeatedly({ ...this.#options, clock: this.#clock, signal: this.#closing.signal });
  }

  /** Resolves when no segment is being written or removed. */
  idle(): Promise<void> {
    return this.#tasks.idle();
  }

  /** Resolves when what was put is written, after this time at the latest; ends all else. */
  async close(maxMs: number): Promise<void> {
    await within(maxMs, this.idle());
    this.#closing.abort();
  }

  /** The object as it is stored; undefined where there is none, it cannot be read in time, or it was purged meanwhile. */
  async #read(place: SegmentPlace, wanted: AbortSignal): Promise<Uint8Array | undefined> {
    const { objects, root } = this.#options;
    const transfer = this.#begin(place);
    try {
      const signal = AbortSignal.any([wanted, AbortSignal.timeout(MAX_READ_MS)]);
      const object = await objects.get(`${root}${pathOf(place)}`, MAX_SEGMENT_BYTES, signal);
      return this.#isPurged(place) ? undefined : object;
    } catch (error) {
      if (!wanted.aborted) this.#pause(error, 'segment could not be read from the bucket');
      return undefined;
    } finally {
      this.#transfers.delete(transfer);
    }
  }

  async #write(place: SegmentPlace, bytes: Uint8Array): Promise<void> {
    const transfer = this.#begin(place);
    try {
      await this.#turns.acquire(this.#closing.signal);
      await this.#writeNow(transfer, bytes).finally(() => this.#turns.release());
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#pause(error, 'segment could not be written to the bucket');
    } finally {
      this.#transfers.delete(transfer);
    }
    // Also after a failure: the store may have written it nevertheless.
    if (transfer.isPurged) await this.#remove(place);
  }

  async #writeNow(transfer: Transfer, bytes: Uint8Array): Promise<void> {
    if (transfer.isPurged || this.#isPaused()) return;
    const { objects, root } = this.#options;
    const path = pathOf(transfer.place);
    const object = toSegmentObject(path, { bytes, writtenAtMs: this.#clock() });
    await objects.put(`${root}${path}`, object, { signal: this.#closing.signal });
    if (!transfer.isPurged) this.#known.set(path, bytes.byteLength);
  }

  async #remove(place: SegmentPlace): Promise<void> {
    const path = pathOf(place);
    await this.#removals.add({ prefix: path, selects: (other) => pathOf(other) === path });
  }

  #begin(place: SegmentPlace): Transfer {
    const transfer = { place, isPurged: false };
    this.#transfers.add(transfer);
    return transfer;
  }

  /** Whether what is stored of it now must not be found: it is being removed, or will be when its write has ended. */
  #isPurged(place: SegmentPlace): boolean {
    const path = pathOf(place);
    const isRemoved = (transfer: Transfer) => transfer.isPurged && pathOf(transfer.place) === path;
    return this.#removals.cover(place) || this.#transfers.values().some(isRemoved);
  }

  #isPaused(): boolean {
    return performance.now() < this.#pausedUntil;
  }

  #pause(error: unknown, message: string): void {
    if (!this.#isPaused()) this.#options.log.warn({ err: error }, message);
    this.#pausedUntil = performance.now() + PAUSE_MS;
  }
}
