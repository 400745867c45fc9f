/** The presentation of an asset with marks: that of the asset with its video encoded, of which some segments are others. */
import type { Ladder, Rendition } from '../../encoder/index.js';
import type { SegmentName } from '../../shared/media-url.js';
import type { Asset } from '../asset.js';
import { listedTimeline } from '../presentation/listed-timeline.js';
import type { Presentation, SegmentFile } from '../presentation/presentation.js';
import { PresentedRendition } from '../presentation/presented-rendition.js';

export interface MarkedParts {
  /** The asset without the marks. */
  readonly others: Asset;
  /** Those that have a mark. */
  readonly segments: ReadonlySet<number>;
  readonly ladder: Ladder;
  /** The rendition without marks for each of the ladder's video. */
  readonly plainOf: ReadonlyMap<Rendition, Rendition>;
}

export function markedPresentation(parts: MarkedParts): Presentation {
  const { others, segments, ladder, plainOf } = parts;
  // Images of the asset have no marks: thumbnails and frames for trick play are left out.
  const { thumbnails: _thumbnails, trickPlay: _trickPlay, ...whole } = others.presentation;
  const hasShared = segments.size < others.map.videoCount;
  const presented = new Map<Rendition, PresentedRendition>();
  for (const [marked, plain] of plainOf) {
    const ofPlain = whole.of(plain);
    const timeline = hasShared ? listedTimeline(ofPlain.timeline) : ofPlain.timeline;
    const measure = () => ofPlain.maximum;
    presented.set(marked, new PresentedRendition(others.keyOf(marked), timeline, measure, ofPlain));
  }
  return {
    ...whole,
    ladder,
    of: (rendition) => presented.get(rendition) ?? whole.of(rendition),
    ...(hasShared && { sharedFileOf: (rendition, name) => sharedFile(parts, rendition, name) }),
  };
}

/** See `Presentation.sharedFileOf`. */
function sharedFile(
  { others, segments, plainOf }: MarkedParts,
  rendition: Rendition,
  name: SegmentName,
): SegmentFile | undefined {
  const plain = plainOf.get(rendition);
  if (!plain || (name !== 'init' && segments.has(name))) return undefined;
  return others.presentation.sharedFileOf?.(plain, name) ?? { key: others.keyOf(plain), name };
}
