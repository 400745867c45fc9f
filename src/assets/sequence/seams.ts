/** Where the parts of a sequence meet. */
import type { Rendition } from '../../encoder/index.js';
import type { ClipFrames } from '../../shared/clip.js';
import { type FoundSegment, segmentCount, segmentOf, variantOf } from '../variant.js';
import type { Sequence, SequencePart } from './sequence.js';

/** The segment that a part ends with, and the one that the next part begins with. */
export interface Seam {
  /** What the part that ends is cut to, if it is not a whole asset. */
  readonly clip?: ClipFrames;
  readonly last: FoundSegment;
  readonly next: FoundSegment;
}

/** The seams of a sequence for who plays it in a rendition of its ladder; none of text, which costs nothing to produce. */
export function seamsOf({ parts, renditionIn }: Sequence, rendition: Rendition): readonly Seam[] {
  if (rendition.kind === 'text') return [];
  const segmentIn = (part: SequencePart, edge: 'first' | 'last'): FoundSegment | undefined => {
    const played = renditionIn(part, rendition);
    const variant = played && variantOf(part.asset, played);
    return variant && segmentOf(variant, edge === 'first' ? 0 : segmentCount(variant) - 1);
  };
  return parts.slice(1).flatMap((following, n) => {
    const part = parts[n]!;
    const [last, next] = [segmentIn(part, 'last'), segmentIn(following, 'first')];
    const { clip } = part.asset;
    return last && next ? [{ last, next, ...(clip && { clip }) }] : [];
  });
}
