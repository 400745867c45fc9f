import type { SegmentRef } from '../segment-ref.js';
import type { PurgeScope } from './purge-scope.js';

/** Where a finished segment is kept behind memory: on the disk of this server, or in a bucket that servers share. */
export type StoreTier = 'disk' | 'bucket';

/** A segment as it was put, and where it was found. */
export interface StoredSegment {
  readonly bytes: Uint8Array;
  readonly tier: StoreTier;
}

/**
 * A store of finished segments behind memory: the contract that each fulfils. None of its methods rejects: a store that
 * fails behaves like a cache miss.
 */
export interface SegmentStore {
  /** The size of all entries. */
  readonly bytes: number;
  /** Whether `get` will probably find the segment, without asking the store. Does not renew its TTL. */
  probablyHas(ref: SegmentRef): boolean;
  /** The segment as it was put; undefined where it is not stored, or once `signal` aborts. Renews its TTL. */
  get(ref: SegmentRef, signal: AbortSignal): Promise<StoredSegment | undefined>;
  /** Stores the segment if there is room. */
  put(ref: SegmentRef, bytes: Uint8Array): Promise<void>;
  /**
   * Removes the segments within a scope. Takes effect when it is called: none of them is found from then on, neither by a
   * `get` in progress nor after a `put` in progress. Resolves with how many it removed.
   */
  purge(scope: PurgeScope): Promise<number>;
}
