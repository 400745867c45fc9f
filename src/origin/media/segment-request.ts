import type { PlaybackScope } from '../../access/index.js';
import type { Asset, Rendition } from '../../assets/index.js';
import type { PrefetchHint } from '../../segments/index.js';
import { allowedRenditions, type PlayerState } from '../../sessions/index.js';

/**
 * The prefetch hint of a segment request. The next segment that the player announces is used only if its rendition is of the
 * same asset and kind, and the grant allows it.
 */
export function prefetchHintOf(
  asset: Asset,
  rendition: Rendition,
  segment: number,
  { sessionId, bufferSeconds, next }: PlayerState,
  scope: PlaybackScope,
): PrefetchHint {
  const named = next?.renditionKey === undefined ? rendition : asset.renditionOf(next.renditionKey);
  const isAllowed = named?.kind === rendition.kind && allowedRenditions(asset, scope).has(named);
  return {
    ...{ asset, rendition, segment, sessionId, bufferSeconds },
    next: next && named && isAllowed ? { rendition: named, segment: next.segment } : undefined,
  };
}
