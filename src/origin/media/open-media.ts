/** From a path of media to what it names: the asset in the right version, and the rendition. */

import type { PlaybackScope } from '../../access/index.js';
import type { Asset, AssetLibrary, Rendition } from '../../assets/index.js';
import { renditionFor } from '../../sessions/index.js';
import { OnplayError } from '../../shared/errors.js';

/** A rendition of an asset as it is, or as it was. */
export interface AuthorizedRendition {
  readonly asset: Asset;
  readonly rendition: Rendition;
  /** The master was replaced: nothing more can be made of it, and what was made may be served. */
  readonly isEarlier: boolean;
}

/**
 * The rendition of this key, in the present version of the asset or in an earlier one that is remembered.
 * @throws OnplayError `version_gone`, `rendition_unknown`, `no_rendition_allowed`.
 */
export function findRendition(
  library: Pick<AssetLibrary, 'earlier'>,
  current: Asset,
  key: string,
  scope: PlaybackScope,
): AuthorizedRendition {
  const asset = current.renditionOf(key) ? current : (library.earlier(current.id, key) ?? current);
  return { asset, rendition: renditionFor(asset, key, scope), isEarlier: asset !== current };
}

/** What `attempt` gives; undefined where it throws what a client is told. */
export function quietly<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof OnplayError) return undefined;
    throw error;
  }
}
