import type { Asset, Rendition } from '../assets/asset.js';
import type { Asked } from '../segments/read-ahead.js';
import { allowedRenditions } from '../session/allowed-renditions.js';
import type { PlayerState } from '../session/player-state.js';
import type { PlaybackScope } from '../tokens/scope.js';

/**
 * What reading ahead is told of a request for a segment. What the player says it will ask for next is believed only for
 * media of the same kind and asset that the grant opens.
 */
export function askedFor(
  asset: Asset,
  rendition: Rendition,
  segment: number,
  { sessionId, bufferSeconds, next }: PlayerState,
  scope: PlaybackScope,
): Asked {
  const named = next?.renditionKey === undefined ? rendition : asset.renditionOf(next.renditionKey);
  const isOpen = named?.kind === rendition.kind && allowedRenditions(asset, scope).has(named);
  return {
    ...{ asset, rendition, segment, sessionId, bufferSeconds },
    next: next && named && isOpen ? { rendition: named, segment: next.segment } : undefined,
  };
}
