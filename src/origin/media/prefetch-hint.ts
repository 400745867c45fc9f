import type { PlaybackScope } from '../../access/index.js';
import { findVariant, type Variant } from '../../assets/index.js';
import type { PrefetchHint } from '../../segments/index.js';
import { allowedRenditions, type PlayerState } from '../../sessions/index.js';

/**
 * The prefetch hint of a segment request. The next segment that the player announces is used only if its rendition is of the
 * same asset and kind, and the grant allows it.
 */
export function prefetchHintOf(
  variant: Variant,
  segment: number,
  { sessionId, bufferSeconds, next }: PlayerState,
  scope: PlaybackScope,
): PrefetchHint {
  const { asset, rendition } = variant;
  const named = next?.renditionKey === undefined ? variant : findVariant(asset, next.renditionKey);
  const isAllowed =
    named?.rendition.kind === rendition.kind &&
    named.rendition.kind !== 'image' &&
    allowedRenditions(asset, scope).has(named.rendition);
  return {
    ...{ variant, segment, sessionId, bufferSeconds },
    next: next && named && isAllowed ? { variant: named, segment: next.segment } : undefined,
  };
}
