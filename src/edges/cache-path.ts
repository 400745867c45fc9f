/** The paths of cache entries, for edges that purge by path and not by surrogate key. */
import { assetFolder, MEDIA_PREFIX, OUT_OF_PATH } from '../shared/media-url.js';
import type { InvalidationTarget } from './surrogate-keys.js';

/**
 * The path prefix of all cache entries of a target, as an edge stores them after replacing the grant
 * (`/-/{grant}/film/…` becomes `/-/-/film/…`). No path names a version, and a rendition's directory name contains a hash:
 * for both, the prefix is that of the whole asset. ASCII, percent-encoded as in URLs, with a trailing `/`.
 */
export function cachePathOf(target: InvalidationTarget): string {
  return target.kind === 'everything' ? MEDIA_PREFIX : `/${assetFolder(target.asset, OUT_OF_PATH)}`;
}
