/** Finds the rendition that a media path names, and the version of the asset it belongs to. */

import type { PlaybackScope } from '../../access/index.js';
import type { Asset, AssetLibrary, Rendition } from '../../assets/index.js';
import { renditionFor } from '../../sessions/index.js';
import { OnplayError } from '../../shared/errors.js';

/** A rendition that the grant allows, of the current version of an asset or of a superseded one. */
export interface AuthorizedRendition {
  readonly asset: Asset;
  readonly rendition: Rendition;
  /** The master was replaced: no more segments can be produced, but cached ones may be served. */
  readonly isSuperseded: boolean;
}

/**
 * The rendition with this key, in the current version of the asset or in a superseded one that is still known.
 * @throws OnplayError `version_gone`, `rendition_unknown`, `no_rendition_allowed`.
 */
export function findRendition(
  library: Pick<AssetLibrary, 'superseded'>,
  current: Asset,
  key: string,
  scope: PlaybackScope,
): AuthorizedRendition {
  const asset = current.renditionOf(key) ? current : (library.superseded(current.id, key) ?? current);
  return { asset, rendition: renditionFor(asset, key, scope), isSuperseded: asset !== current };
}

/** The result of `attempt`; undefined if it throws an OnplayError. Other errors are bugs, and thrown on. */
export function undefinedOnProblem<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof OnplayError) return undefined;
    throw error;
  }
}
