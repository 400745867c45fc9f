/** What Onplay needs of a bucket, whatever speaks to it: objects by key, ranges of one version of them, and lists by prefix. */

export interface ObjectFacts {
  /** In bytes. */
  readonly size: number;
  /** The strong entity tag of the object's bytes, quoted as in HTTP (RFC 9110 8.8.3). */
  readonly entityTag: string;
  /** Milliseconds since 1970; absent where the store does not say it. */
  readonly modifiedMs?: number;
}

export interface ListedObject extends ObjectFacts {
  readonly key: string;
}

/** Bytes [offset, offset + length) of one version of an object. */
export interface ObjectRange {
  readonly key: string;
  /** The version; see `ObjectFacts`. */
  readonly entityTag: string;
  readonly offset: number;
  /** At least 1; the range ends within the object. */
  readonly length: number;
}

export interface ListOptions {
  /** Keys that have this behind the prefix are left out: with `/`, what is in deeper folders. */
  readonly delimiter?: string;
  /** How many objects a page has at most; the store's own limit is 1000. */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

export interface PutOptions {
  readonly contentType?: string;
  /**
   * Only where there is no object of this key: else it is left as it is, and `put` returns false. Of a store that has no such
   * condition that is asked before, which another may overtake.
   */
  readonly onlyIfAbsent?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Every method retries what may pass, within a deadline of its own, and throws `store_unavailable` when that was in vain: also where
 * the credentials may not do it, or there is no such bucket. What an aborted signal ends is thrown as its reason.
 */
export interface ObjectStore {
  /** Undefined where there is no such object. */
  head(key: string, signal?: AbortSignal): Promise<ObjectFacts | undefined>;
  /**
   * Exactly the bytes of a range, in pieces as they arrive. Where the connection breaks it goes on from there.
   * @throws OnplayError `master_changed` when the object is another version, or none any more.
   */
  read(range: ObjectRange, signal?: AbortSignal): AsyncGenerator<Uint8Array>;
  /**
   * A whole object in memory; undefined where there is none.
   * @throws OnplayError `store_unavailable` also for one of more than `maxBytes`, of which nothing is kept.
   */
  get(key: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  /** Stores an object, replacing one of this key. Returns whether it was stored; see `PutOptions`. */
  put(key: string, bytes: Uint8Array, options?: PutOptions): Promise<boolean>;
  /** Stores a local file of any size, replacing an object of this key. */
  putFile(key: string, path: string, signal: AbortSignal): Promise<void>;
  /**
   * Aborts what `putFile` of processes that have ended has begun under a prefix before a moment, in milliseconds since 1970. Resolves
   * with how many it were.
   */
  abortUploads(prefix: string, beforeMs: number, signal: AbortSignal): Promise<number>;
  /** Removes objects; those that are not there count as removed. */
  delete(keys: readonly string[], signal?: AbortSignal): Promise<void>;
  /**
   * The objects whose keys begin with `prefix`, page by page in the order of their keys; a caller that has enough stops iterating.
   * Objects without a strong entity tag are left out.
   */
  list(prefix: string, options?: ListOptions): AsyncGenerator<readonly ListedObject[]>;
}
