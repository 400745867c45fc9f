/** What a purge covers. Pure. */
import type { AssetId } from '../../shared/asset-id.js';
import { renditionIdOf } from '../../shared/media-url.js';
import type { Producible } from '../segment-ref.js';

/** Everything that matches each member given; everything there is if none is. */
export interface PurgeScope {
  readonly asset?: AssetId;
  /** The version of the asset's master. */
  readonly version?: string;
  /** The id of a rendition of the asset, as `v720`. */
  readonly rendition?: string;
}

/** A scope whose names may be hashed. */
type Scope = { readonly [Member in keyof PurgeScope]?: string | undefined };

/**
 * The key of a segment with its cache tags, by which `isInScope` decides. A string, since a cache that held the reference
 * would hold the index of the asset. What no variant has, as parameter sets, is only in the scope of everything.
 */
export function taggedKey({ key, variant }: Producible): string {
  return variant ? joinTags(variant.asset.id, variant.asset.master.version, key) : joinTags('', '', key);
}

export function joinTags(asset: string, version: string, key: string): string {
  return `${asset}\0${version}\0${key}`;
}

/** Whether a purge covers what has this tagged key. */
export function isInScope(tagged: string, { asset, version, rendition }: Scope): boolean {
  const [itsAsset, itsVersion, key = ''] = tagged.split('\0');
  return (
    (asset === undefined || asset === itsAsset) &&
    (version === undefined || version === itsVersion) &&
    (rendition === undefined || rendition === renditionIdOf(key.slice(0, key.indexOf('/'))))
  );
}
