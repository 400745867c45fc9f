/**
 * Surrogate keys: the cache tags that responses carry and purges name. Hashes, since an asset's name may contain anything
 * and every CDN accepts these: lower-case letters, digits and hyphens, at most 27 characters.
 *
 *     everything  onplay
 *     asset       a-  and the first 24 hex digits of SHA-256(asset's path in URLs)
 *     version     v-  …                              SHA-256(path LF version of the master)
 *     rendition   r-  …                              SHA-256(path LF id of the rendition, `v720`)
 *
 * The nginx edge computes those of asset and rendition from the URL, which names both (cdn/nginx/media-path.js).
 */
import { createHash } from 'node:crypto';
import { type AssetId, assetPath } from '../shared/asset-id.js';

/** What can be purged from caches. */
export type InvalidationTarget =
  | { readonly kind: 'everything' }
  | { readonly kind: 'asset'; readonly asset: AssetId }
  | { readonly kind: 'version'; readonly asset: AssetId; readonly version: string }
  | { readonly kind: 'rendition'; readonly asset: AssetId; readonly rendition: string };

const EVERYTHING = 'onplay';

/** The key that everything of the target carries. */
export function surrogateKeyOf(target: InvalidationTarget): string {
  switch (target.kind) {
    case 'everything':
      return EVERYTHING;
    case 'asset':
      return `a-${hashed(assetPath(target.asset))}`;
    case 'version':
      return `v-${hashed(`${assetPath(target.asset)}\n${target.version}`)}`;
    case 'rendition':
      return `r-${hashed(`${assetPath(target.asset)}\n${target.rendition}`)}`;
  }
}

/** The four keys of a response for one rendition of one version. @param rendition its id, `v720`. */
export function surrogateKeys(asset: AssetId, version: string, rendition: string): readonly string[] {
  return [
    surrogateKeyOf({ kind: 'everything' }),
    surrogateKeyOf({ kind: 'asset', asset }),
    surrogateKeyOf({ kind: 'version', asset, version }),
    surrogateKeyOf({ kind: 'rendition', asset, rendition }),
  ];
}

/** The keys that purge a whole asset, or one version of it. */
export function purgeKeys(asset: AssetId, version: string) {
  return {
    asset: surrogateKeyOf({ kind: 'asset', asset }),
    version: surrogateKeyOf({ kind: 'version', asset, version }),
  };
}

function hashed(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
