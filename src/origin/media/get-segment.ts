/** Returns a segment for a player's request, and gives prefetch its hint. */

import type { PlaybackScope } from '../../access/index.js';
import {
  type PrefetchHint,
  playedSeconds,
  type SegmentRef,
  type ServedSegment,
  type Viewer,
} from '../../segments/index.js';
import type { PlayerState } from '../../sessions/index.js';
import type { Services } from '../services.js';
import { prefetchHintOf } from './segment-request.js';

export interface SegmentRequest {
  readonly ref: SegmentRef;
  readonly isSuperseded: boolean;
  readonly scope: PlaybackScope;
}

/**
 * The bytes of the requested segment. Records the playback and starts the prefetch of what follows. A superseded version is
 * served from the cache only.
 * @throws OnplayError as `SegmentService.get` and `getKept`.
 */
export async function getSegment(
  services: Pick<Services, 'segments' | 'playbacks'>,
  request: SegmentRequest,
  viewer: Viewer,
  state: PlayerState,
): Promise<ServedSegment> {
  const { segments } = services;
  const { ref, isSuperseded, scope } = request;
  services.playbacks.touch(viewer, ref.variant.asset.id, scope.viewer, playedSeconds(ref));
  if (isSuperseded) return segments.getSuperseded(ref);
  const hint = hintFor(request, state);
  const dueAt = hint && segments.arrive(viewer, hint);
  const served = await segments.get(ref, { ...viewer, dueAt });
  if (hint) segments.follow(viewer, hint);
  return served;
}

/** The prefetch hint of a request; undefined for init segments and superseded versions, which nothing follows. */
export function hintFor(
  { ref: { variant, name }, isSuperseded, scope }: SegmentRequest,
  state: PlayerState,
): PrefetchHint | undefined {
  if (name === 'init' || isSuperseded) return undefined;
  return prefetchHintOf(variant, name, state, scope);
}
