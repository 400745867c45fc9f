/** What is made of single frames of an asset, for a session with marks: thumbnails, and frames for trick play. */
import {
  type ImageRendition,
  parseMarkedId,
  trickRendition,
  type VideoRendition,
} from '../../encoder/index.js';
import type { Asset } from '../asset.js';
import type { Presentation } from '../presentation/presentation.js';
import { PresentedRendition } from '../presentation/presented-rendition.js';
import type { Thumbnails } from '../presentation/thumbnails.js';
import type { TrickPlay } from '../presentation/trick-play.js';

interface MarkedVideo {
  readonly others: Asset;
  /** The video of the ladder, with the marks. */
  readonly video: readonly VideoRendition[];
  readonly imageOf: (rendition: ImageRendition) => ImageRendition;
}

/** All of it has names of the session's own, also where it shows no mark; see `stillOf`. Timelines are those of all sessions. */
export function presentMarkedStills(marked: MarkedVideo): Pick<Presentation, 'thumbnails' | 'trickPlay'> {
  const { thumbnails, trickPlay } = marked.others.presentation;
  const trick = trickPlay && new Map<string, TrickPlay | undefined>();
  let sheets: Thumbnails | undefined;
  return {
    ...(thumbnails && {
      thumbnails: () => {
        sheets ??= markedThumbnails(marked, thumbnails());
        return sheets;
      },
    }),
    ...(trick && {
      trickPlay: (rungId) => {
        if (rungId === undefined) return undefined;
        if (!trick.has(rungId)) trick.set(rungId, markedTrickPlay(marked, rungId));
        return trick.get(rungId);
      },
    }),
  };
}

function markedThumbnails(
  { others, imageOf }: MarkedVideo,
  plain: Thumbnails | undefined,
): Thumbnails | undefined {
  if (!plain) return undefined;
  const rendition = { ...imageOf(plain.rendition), grid: plain.rendition.grid };
  return { ...plain, rendition, key: others.keyOf(rendition) };
}

function markedTrickPlay({ others, video }: MarkedVideo, rungId: string): TrickPlay | undefined {
  const rung = video.find(({ id }) => id === rungId);
  const plain = rung && others.presentation.trickPlay?.(parseMarkedId(rung.id)?.renditionId);
  if (!plain) return undefined;
  const { presented } = plain;
  const rendition = trickRendition(rung, plain.rendition.end);
  const measure = () => presented.maximum;
  const own = new PresentedRendition(others.keyOf(rendition), presented.timeline, measure, presented);
  return { ...plain, rendition, presented: own };
}
