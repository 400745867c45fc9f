/** Returns a segment for a player's request, records the playback, and gives prefetch its hint. */

import type { PlaybackScope } from '../../access/index.js';
import type { Asset } from '../../assets/index.js';
import {
  type PrefetchHint,
  playedSeconds,
  type SegmentRef,
  type ServedSegment,
  type Viewer,
} from '../../segments/index.js';
import type { PlayerState, ViewerNames } from '../../sessions/index.js';
import type { Services } from '../services.js';
import { prefetchHintOf } from './prefetch-hint.js';

interface SegmentRequest {
  /** See `AuthorizedVariant`. */
  readonly asset: Asset;
  readonly ref: SegmentRef;
  readonly isSuperseded: boolean;
  readonly scope: PlaybackScope;
}

type Parts = Pick<Services, 'segments' | 'images' | 'playbacks' | 'seams' | 'traceSecret'>;

const never = new AbortController().signal;

/** The requested segment if it is in memory, else undefined without an effect. */
export function findSegment(
  parts: Parts,
  request: SegmentRequest,
  viewer: ViewerNames,
  readState: () => PlayerState,
): ServedSegment | undefined {
  const { segments, images, playbacks } = parts;
  const { ref, scope } = request;
  if (ref.variant.rendition.kind === 'image') return images.find(ref);
  const served = segments.find(ref, viewer);
  if (!served) return undefined;
  playbacks.touch(viewer, ref.variant.asset.id, scope.viewer, playedSeconds(ref));
  const hint = hintFor(parts, request, viewer, readState);
  if (hint) segments.follow({ ...viewer, signal: never }, hint);
  return served;
}

/**
 * The requested segment. A superseded version is served from the cache only.
 * @throws OnplayError as `SegmentService.get` and `getSuperseded`.
 */
export async function getSegment(
  parts: Parts,
  request: SegmentRequest,
  viewer: Viewer,
  readState: () => PlayerState,
): Promise<ServedSegment> {
  const { segments, images, playbacks } = parts;
  const { ref, isSuperseded, scope } = request;
  if (ref.variant.rendition.kind === 'image')
    return isSuperseded ? segments.getSuperseded(ref) : images.get(ref, viewer);
  playbacks.touch(viewer, ref.variant.asset.id, scope.viewer, playedSeconds(ref));
  if (isSuperseded) return segments.getSuperseded(ref);
  const hint = hintFor(parts, request, viewer, readState);
  const dueAt = hint && segments.arrive(viewer, hint);
  const served = await segments.get(ref, { ...viewer, dueAt });
  if (hint) segments.follow(viewer, hint);
  return served;
}

/** The prefetch hint of a request; undefined for init segments and superseded versions, which nothing follows, and for text, which costs nothing. */
function hintFor(
  { seams, traceSecret: secret }: Pick<Parts, 'seams' | 'traceSecret'>,
  { asset, ref: { variant, name }, isSuperseded, scope }: SegmentRequest,
  { client }: ViewerNames,
  readState: () => PlayerState,
): PrefetchHint | undefined {
  if (name === 'init' || isSuperseded || variant.rendition.kind === 'text') return undefined;
  const hint = prefetchHintOf({ asset, variant }, name, readState(), { scope, secret });
  const next = seams.after(client, { variant, segment: name, clip: scope.granted });
  return next ? { ...hint, next } : hint;
}
