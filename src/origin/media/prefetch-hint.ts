import type { PlaybackScope } from '../../access/index.js';
import { findVariant, variantWith } from '../../assets/index.js';
import type { PrefetchHint } from '../../segments/index.js';
import { allowedRenditions, type PlayerState } from '../../sessions/index.js';
import type { AuthorizedVariant } from './open-media.js';

/**
 * The prefetch hint of a segment request. The next segment that the player announces is used only if its rendition is of the
 * same asset and kind, and the grant allows it.
 */
export function prefetchHintOf(
  { asset, variant }: Pick<AuthorizedVariant, 'asset' | 'variant'>,
  segment: number,
  { sessionId, bufferSeconds, next }: PlayerState,
  scope: PlaybackScope,
): PrefetchHint {
  // The keys of all sessions are found in the asset, not in what it is made for the session with this variant.
  const named = next?.renditionKey === undefined ? variant : findVariant(asset, next.renditionKey);
  const isAllowed =
    named?.rendition.kind === variant.rendition.kind &&
    named.rendition.kind !== 'image' &&
    allowedRenditions(named.asset, scope).has(named.rendition);
  return {
    ...{ variant, segment, sessionId, bufferSeconds },
    next:
      next && named && isAllowed
        ? { variant: variantWith(named, next.segment), segment: next.segment }
        : undefined,
  };
}
