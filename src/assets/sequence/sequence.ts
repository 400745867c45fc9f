/** Several assets, or parts of them, that are played one after another as one. */
import { type Ladder, type Rendition, renditionsOf, trimmedRendition } from '../../encoder/index.js';
import { OnplayError } from '../../shared/errors.js';
import type { Asset } from '../asset.js';
import type { PresentedChapter } from '../presentation/chapters.js';
import type { Presentation } from '../presentation/presentation.js';
import { joinedRendition } from './joined-rendition.js';
import { likeRendition } from './like-rendition.js';

/** Of all parts together: a day in segments of 4 s. Each has a line with a grant in every playlist. */
const MAX_SEGMENTS = 22_000;
/** With marks, which make grants several times as long: six hours. */
const MAX_MARKED_SEGMENTS = 5500;

export interface SequencePart {
  /** The programme, or a clip of it; or an insert, whole or a clip. */
  readonly asset: Asset;
  /** Of an insert: what of its ladder may be played. */
  readonly insert?: Ladder;
  /** Of an insert that is an interstitial: the frame of the programme before which it is played; see `breaksOf`. */
  readonly at?: number;
}

export interface Sequence {
  readonly parts: readonly SequencePart[];
  /** Of the programme, with what manifests say of all parts. */
  readonly ladder: Ladder;
  /** Of all parts together, as far as multivariant playlists and sessions need it: `of` is of the programme. */
  readonly presentation: Presentation;
  /** What is played in a part for a rendition of the ladder; undefined for text that an insert does not have. */
  renditionIn(part: SequencePart, rendition: Rendition): Rendition | undefined;
}

/** Whether so many parts have no more segments than playlists may have. */
export function fitsPlaylists(parts: readonly SequencePart[]): boolean {
  return segmentsOf(parts) <= maxSegments(parts);
}

function maxSegments(parts: readonly SequencePart[]): number {
  return parts.some(({ asset }) => asset.marked) ? MAX_MARKED_SEGMENTS : MAX_SEGMENTS;
}

function segmentsOf(parts: readonly SequencePart[]): number {
  return parts.reduce((sum, { asset }) => sum + asset.map.count, 0);
}

/**
 * @param programme whole, without video that is passed through: its pieces are clips of it.
 * @throws OnplayError `sequence_impossible` for more segments than playlists may have.
 */
export function sequenceOf(programme: Asset, parts: readonly SequencePart[]): Sequence {
  if (!fitsPlaylists(parts))
    throw new OnplayError('sequence_impossible', {
      publicDetail: `All pieces together may have ${maxSegments(parts)} segments, and have ${segmentsOf(parts)}.`,
    });
  const ownOf = new Map<Rendition, Rendition>();
  const joined = <R extends Rendition>(own: R): R => {
    const inParts = parts.flatMap((part) => partRendition(part, own) ?? []);
    const rendition = joinedRendition(own, inParts);
    ownOf.set(rendition, own);
    return rendition;
  };
  const { video, audio, text } = programme.ladder;
  const ladder = { video: video.map(joined), audio: audio.map(joined), text: text.map(joined) };
  return {
    parts,
    ladder,
    presentation: presentationOf(programme, parts, ladder, (rendition) => ownOf.get(rendition)!),
    renditionIn: (part, rendition) => partRendition(part, ownOf.get(rendition) ?? rendition),
  };
}

function presentationOf(
  { presentation }: Asset,
  parts: readonly SequencePart[],
  ladder: Ladder,
  ownOf: (rendition: Rendition) => Rendition,
): Presentation {
  const { asset, captions } = presentation;
  if (parts.length === 1 && parts[0]!.asset.presentation === presentation)
    return { ...presentation, ladder, of: (rendition) => presentation.of(ownOf(rendition)) };
  const each = parts.map((part) => part.asset.presentation);
  return {
    ...{ type: 'vod', isComplete: true, asset, captions, ladder },
    seconds: each.reduce((sum, { seconds }) => sum + seconds, 0),
    targetDuration: Math.max(...each.map(({ targetDuration }) => targetDuration)),
    chapters: chaptersOf(parts),
    of: (rendition) => presentation.of(ownOf(rendition)),
  };
}

/** @param rendition of the programme. */
export function partRendition({ asset, insert }: SequencePart, rendition: Rendition): Rendition | undefined {
  if (insert) return likeRendition(rendition, insert);
  const { id } = asset.clip ? trimmedRendition(rendition, asset.clip) : rendition;
  return renditionsOf(asset.ladder).find((each) => each.id === id);
}

/** Of the programme, at the times that its pieces have in the sequence. */
function chaptersOf(parts: readonly SequencePart[]): readonly PresentedChapter[] {
  let start = 0;
  return parts.flatMap(({ asset: { presentation }, insert }) => {
    const from = start;
    start += presentation.seconds;
    if (insert) return [];
    return presentation.chapters.map((chapter) => ({ ...chapter, start: from + chapter.start }));
  });
}
