/** The contract of every store of finished segments. */
import { renditionIdOf } from '../../shared/media-url.js';

/** What a segment belongs to, for purges. */
export interface CacheTags {
  readonly asset: string;
  /** The version of the master. */
  readonly version: string;
}

/** What a purge drops: the segments that match every member given; all segments if none is. */
export interface PurgeScope extends Partial<CacheTags> {
  /** The id of a rendition, as `v720`. */
  readonly rendition?: string;
}

/** Segments by their keys, `v720-77ab…/3`; see `segmentKey`. A tier that fails behaves like a cache miss. */
export interface CacheTier {
  /** The size of all entries. */
  readonly bytes: number;
  /** Whether the segment is cached. Does not renew its TTL. */
  has(key: string): boolean;
  /** The segment as it was set, undefined where it is not cached. Renews its TTL. Never rejects. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Stores the segment if there is room. Never rejects. */
  set(key: string, bytes: Uint8Array, tags: CacheTags): Promise<void>;
  /** Removes the segments within a scope: once it resolves, none of them is found. Returns how many it removed. */
  drop(scope: PurgeScope): Promise<number>;
}

/** Whether a segment is within the scope. What has no tags, as parameter sets, is only in the scope of everything. */
export function isInScope(
  key: string,
  tags: CacheTags | undefined,
  { asset, version, rendition }: PurgeScope,
): boolean {
  return (
    (asset === undefined || tags?.asset === asset) &&
    (version === undefined || tags?.version === version) &&
    (rendition === undefined || isOfRendition(key, rendition))
  );
}

/** Whether a key belongs to a rendition with this id. */
export function isOfRendition(key: string, rendition: string): boolean {
  return renditionIdOf(key.slice(0, key.indexOf('/'))) === rendition;
}
