/** Has a segment made or found for a player, and tells reading ahead of it. */

import type { PlaybackScope } from '../../access/index.js';
import type { Asset, Rendition } from '../../assets/index.js';
import {
  type PrefetchHint,
  playedSeconds,
  type SegmentName,
  type ServedSegment,
  type Viewer,
} from '../../segments/index.js';
import type { PlayerState } from '../../sessions/index.js';
import type { Services } from '../services.js';
import { prefetchHintOf } from './segment-request.js';

export interface SegmentRequest {
  readonly asset: Asset;
  readonly rendition: Rendition;
  readonly isEarlier: boolean;
  readonly name: SegmentName;
  readonly scope: PlaybackScope;
}

/** @throws OnplayError what `SegmentService.get` and `getKept` throw. */
export async function getSegment(
  services: Pick<Services, 'segments' | 'playbacks'>,
  request: SegmentRequest,
  viewer: Viewer,
  state: PlayerState,
): Promise<ServedSegment> {
  const { segments } = services;
  const { asset, rendition, isEarlier, name, scope } = request;
  services.playbacks.touch(viewer, asset.id, scope.viewer, playedSeconds(asset, rendition, name));
  if (isEarlier) return segments.getKept(asset, rendition, name);
  const asked = requestFactsOf(request, state);
  const dueAt = asked && segments.arrive(viewer, asked);
  const served = await segments.get(asset, rendition, name, { ...viewer, dueAt });
  if (asked) segments.follow(viewer, asked);
  return served;
}

/** What reading ahead is told: of init segments nothing, nor of what cannot be made any more. */
export function requestFactsOf(
  { asset, rendition, isEarlier, name, scope }: SegmentRequest,
  state: PlayerState,
): PrefetchHint | undefined {
  if (name === 'init' || isEarlier) return undefined;
  return prefetchHintOf(asset, rendition, name, state, scope);
}
