/** Where in an edge's cache something lies, for edges that know paths and no surrogate keys. */
import { assetPath } from '../shared/asset-id.js';
import type { InvalidationTarget } from './surrogate-keys.js';

/**
 * What the paths of all that is meant begin with, once the edge has cut the grant out of them (`/-/{grant}/film/…` is
 * kept as `/-/-/film/…`). A version does not stand in a path, and a rendition only as a part of a hash's name: for both
 * it is the whole asset. ASCII, percent-encoded as in URLs, with a `/` at its end.
 */
export function cachePathOf(target: InvalidationTarget): string {
  return target.kind === 'everything' ? '/-/' : `/-/-/${assetPath(target.asset)}/`;
}
