/** Where the interstitials of a sequence meet what is played before and after them. */
import type { Rendition } from '../../encoder/index.js';
import type { Asset } from '../asset.js';
import { frameGrid, segmentWith } from '../clips/frame-grid.js';
import { type FoundSegment, segmentCount, segmentOf, variantOf } from '../variant.js';
import type { SequenceBreak } from './breaks.js';
import type { Seam } from './seams.js';
import type { Sequence, SequencePart } from './sequence.js';

/**
 * As `seamsOf`: the segment with the frame before a break is followed by the first of an insert, this insert by the next, and the last of them by the
 * segment with which the piece goes on. Most players have that already, if it began before the break; and who plays no interstitials goes on without: so
 * each is followed by the segment after it too.
 */
export function interstitialSeams(
  { renditionIn }: Pick<Sequence, 'renditionIn'>,
  breaks: readonly SequenceBreak[],
  rendition: Rendition,
): readonly Seam[] {
  if (rendition.kind === 'text') return [];
  const segmentsOf = (part: SequencePart, from: number, count: number) =>
    segmentsFrom(part, renditionIn(part, rendition), { from, count });
  return breaks.flatMap(({ piece, at, inserts }) => {
    const parts = inserts.map(({ part }) => part);
    const before = segmentAt(piece.asset, at - 1);
    const last = at > firstFrame(piece.asset) ? segmentsOf(piece, before, 1) : [];
    const entering = seamsBetween(piece, last, [
      ...segmentsOf(parts[0]!, 0, 1),
      ...segmentsOf(piece, before + 1, 1),
    ]);
    const leaving = parts.map((part, n) => {
      const following = parts[n + 1];
      const next = following ? segmentsOf(following, 0, 1) : segmentsOf(piece, segmentAt(piece.asset, at), 2);
      return seamsBetween(part, segmentsOf(part, -1, 1), next);
    });
    return [...entering, ...leaving.flat()];
  });
}

/** @param place `from` counts from the end if it is negative. */
function segmentsFrom(
  { asset }: SequencePart,
  played: Rendition | undefined,
  { from, count }: { from: number; count: number },
): readonly FoundSegment[] {
  if (!played) return [];
  const variant = variantOf(asset, played);
  const all = segmentCount(variant);
  const first = from < 0 ? all + from : from;
  const end = Math.min(first + count, all);
  return Array.from({ length: Math.max(0, end - first) }, (_, n) => segmentOf(variant, first + n));
}

function seamsBetween(
  { asset: { clip } }: SequencePart,
  last: readonly FoundSegment[],
  following: readonly FoundSegment[],
): readonly Seam[] {
  return last.flatMap((one) => following.map((next) => ({ last: one, next, ...(clip && { clip }) })));
}

function firstFrame({ clip }: Asset): number {
  return clip?.first ?? 0;
}

/** The place of the segment that a frame is in; that behind the last, for the frame behind the last. */
function segmentAt(asset: Asset, frame: number): number {
  const { index, map } = asset.clip?.whole ?? asset;
  const grid = frameGrid(index, map);
  if (!asset.clip) return frame < grid.count ? segmentWith(grid, frame) : grid.segments;
  const place = asset.clip.segments.findIndex((segment) => {
    const end = 'own' in segment ? segment.own.end : grid.firstFrameOf(segment.whole + 1);
    return frame < end;
  });
  return place < 0 ? asset.clip.segments.length : place;
}
