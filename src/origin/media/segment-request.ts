import type { PlaybackScope } from '../../access/index.js';
import type { Asset, Rendition } from '../../assets/index.js';
import type { PrefetchHint } from '../../segments/index.js';
import { allowedRenditions, type PlayerState } from '../../sessions/index.js';

/**
 * What reading ahead is told of a request for a segment. What the player says it will ask for next is believed only for
 * media of the same kind and asset that the grant opens.
 */
export function prefetchHintOf(
  asset: Asset,
  rendition: Rendition,
  segment: number,
  { sessionId, bufferSeconds, next }: PlayerState,
  scope: PlaybackScope,
): PrefetchHint {
  const named = next?.renditionKey === undefined ? rendition : asset.renditionOf(next.renditionKey);
  const isOpen = named?.kind === rendition.kind && allowedRenditions(asset, scope).has(named);
  return {
    ...{ asset, rendition, segment, sessionId, bufferSeconds },
    next: next && named && isOpen ? { rendition: named, segment: next.segment } : undefined,
  };
}
