import type { PlaybackScope } from '../../access/index.js';
import {
  type FoundSegment,
  findVariant,
  nextInClip,
  nextInMarkedClip,
  nextWithMarks,
  nextWithTrace,
  segmentOf,
  type Variant,
} from '../../assets/index.js';
import type { PrefetchHint } from '../../segments/index.js';
import { allowedRenditions, type PlayerState } from '../../sessions/index.js';
import type { TraceSecret } from '../../shared/trace/trace-secret.js';
import type { AuthorizedVariant } from './open-media.js';

/**
 * The prefetch hint of a segment request. The next segment that the player announces is used only if its rendition is of the
 * same asset and kind, and the grant allows it. What follows in a clip, or with marks, is known better than players say it: they announce a number, and
 * the next segment may be of another rendition.
 */
export function prefetchHintOf(
  { asset, variant }: Pick<AuthorizedVariant, 'asset' | 'variant'>,
  segment: number,
  { sessionId, bufferSeconds, next }: PlayerState,
  { scope, secret }: { readonly scope: PlaybackScope; readonly secret: TraceSecret },
): PrefetchHint {
  const hint = { variant, segment, sessionId, bufferSeconds };
  if (scope.code !== undefined) {
    const trace = { keys: secret.keysOf(asset.id), code: scope.code, marks: scope.marked?.marks };
    const following = nextWithTrace(asset, variant, segment, { trace, frames: scope.granted });
    return { ...hint, next: following ? placeOf(following) : 'none' };
  }
  if (scope.granted || scope.marked) {
    const following = nextOfSession(variant, segment, scope);
    return { ...hint, next: following ? placeOf(following) : 'none' };
  }
  // The keys of all sessions are found in the asset, not in what it is made for the session with this variant.
  const named = next?.renditionKey === undefined ? variant : findVariant(asset, next.renditionKey);
  const isAllowed =
    named?.rendition.kind === variant.rendition.kind &&
    named.rendition.kind !== 'image' &&
    allowedRenditions(named.asset, scope).has(named.rendition);
  return { ...hint, next: next && named && isAllowed ? placeOf(segmentOf(named, next.segment)) : undefined };
}

/** What follows a segment in a clip, or with marks. */
function nextOfSession(
  variant: Variant,
  segment: number,
  { granted, marked }: PlaybackScope,
): FoundSegment | undefined {
  if (granted && marked) return nextInMarkedClip(variant, segment, granted, marked.marks);
  if (granted) return nextInClip(variant, segment, granted);
  return marked && nextWithMarks(variant, segment, marked.marks);
}

function placeOf({ variant, name }: FoundSegment): { readonly variant: Variant; readonly segment: number } {
  return { variant, segment: Number(name) };
}
