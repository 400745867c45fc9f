/** Finds the rendition that a media path names, and the version of the asset it belongs to. */

import type { PlaybackScope } from '../../access/index.js';
import { type Asset, type AssetLibrary, findVariant, type Variant } from '../../assets/index.js';
import { variantFor } from '../../sessions/index.js';

/** A rendition that the grant allows, of the current version of an asset or of a superseded one. */
export interface AuthorizedVariant {
  /** The asset in this version, which has the variant or makes it for some sessions. */
  readonly asset: Asset;
  readonly variant: Variant;
  /** The master was replaced: no more segments can be produced, but cached ones may be served. */
  readonly isSuperseded: boolean;
}

/**
 * The variant with this key, in the current version of the asset or in a superseded one that is still known.
 * @throws OnplayError `version_gone`, `rendition_unknown`, `no_rendition_allowed`.
 */
export function authorizeVariant(
  library: Pick<AssetLibrary, 'superseded'>,
  current: Asset,
  key: string,
  scope: PlaybackScope,
): AuthorizedVariant {
  const asset = findVariant(current, key) ? current : (library.superseded(current.id, key) ?? current);
  return { asset, variant: variantFor(asset, key, scope), isSuperseded: asset !== current };
}
