/** Finds the rendition that a media path names, and the version of the asset it belongs to. */

import type { PlaybackScope } from '../../access/index.js';
import {
  type Asset,
  type AssetLibrary,
  findTraced,
  findVariant,
  type Variant,
  versionGone,
} from '../../assets/index.js';
import {
  assertAllowed,
  assertWithinClip,
  tracedPlaylist,
  untracedForbidden,
  variantFor,
} from '../../sessions/index.js';
import type { MediaPath } from '../../shared/media-url.js';
import type { TraceSecret } from '../../shared/trace/trace-secret.js';

/** A rendition that the grant allows, of the current version of an asset or of a superseded one. */
export interface AuthorizedVariant {
  /** The asset in this version, which has the variant or makes it for some sessions. */
  readonly asset: Asset;
  readonly variant: Variant;
  /** The master was replaced: no more segments can be produced, but cached ones may be served. */
  readonly isSuperseded: boolean;
  /** Of a segment with a hidden mark: how it is called, since all else would tell which variant it is. */
  readonly traced?: TracedName;
}

interface TracedName {
  /** The rendition as all viewers have it. */
  readonly plain: Variant;
  /** The key in the URL, with the number of the segment. */
  readonly key: string;
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

/**
 * The variant with this key of video with a hidden mark: a segment by its name, or the playlist of the grant's own code.
 * @param asset known as a whole.
 * @throws OnplayError `version_gone`, `no_rendition_allowed`, `outside_clip`, `trace_impossible`, `untraced_forbidden` for a grant without a hidden mark.
 */
export function authorizeTraced(
  asset: Asset,
  { renditionKey, file }: Pick<MediaPath, 'renditionKey' | 'file'>,
  scope: PlaybackScope,
  secret: TraceSecret,
): AuthorizedVariant {
  if (file === 'playlist') {
    const variant = authorizeTracedPlaylist(asset, renditionKey, scope, secret);
    assertWithinClip(asset, variant, file, scope);
    return { asset, variant, isSuperseded: false };
  }
  if (scope.code === undefined) throw untracedForbidden();
  const found = findTraced(
    asset,
    { keys: secret.keysOf(asset.id), marks: scope.marked?.marks },
    { renditionKey, file },
  );
  if (!found) throw versionGone();
  const { variant, plain } = found;
  assertAllowed(plain, scope);
  assertWithinClip(asset, plain, file, scope);
  return { asset, variant, isSuperseded: false, traced: { plain, key: `${renditionKey}/${file}` } };
}

/**
 * The variant of a playlist of the grant's own code, by its key.
 * @param asset known as a whole.
 * @throws OnplayError `version_gone`, `no_rendition_allowed`, `trace_impossible`, `untraced_forbidden` for a grant without a hidden mark.
 */
export function authorizeTracedPlaylist(
  asset: Asset,
  renditionKey: string,
  scope: PlaybackScope,
  secret: TraceSecret,
): Variant {
  if (scope.code === undefined) throw untracedForbidden();
  const variant = tracedPlaylist(asset, renditionKey, scope, secret);
  if (!variant) throw versionGone();
  assertAllowed(variant, scope);
  return variant;
}
