/** Inserts as HLS interstitials (RFC 8216bis, appendix D): the media playlists of what they are played in, and the lists of what is played. */
import type { Sequence, SequenceBreak, SequencePart } from '../../assets/index.js';
import type { Rendition } from '../../encoder/index.js';
import { type DateRange, quoted, uriText } from '../../packager/index.js';
import { signalingAttribute, signalingNames } from './ad-signaling.js';
import type { PlacedPart } from './placed-part.js';
import { playlistOfParts } from './sequence-playlist.js';

const CLASS = 'com.apple.hls.interstitial';

/**
 * CUE. What is before the beginning is played once: a player that goes back into the first seconds may otherwise take them for those of the
 * insert.
 */
const CUES = { start: 'PRE,ONCE', end: 'POST' } as const;

/** The breaks of a session, and what of them is elsewhere. */
export interface PlaylistBreaks {
  readonly breaks: readonly SequenceBreak[];
  /** The numbers of the breaks whose signaling is in the multivariant playlist. */
  readonly tracked: ReadonlySet<number>;
  /** Where the list of a break is, relative to the playlist; of that with the identifier of its date range. */
  listUri(number: number, id: string): string;
}

/**
 * The media playlist of a rendition: the pieces as they are, whole, with a date range for each break.
 * @param sequence the pieces alone. @param rendition of its ladder.
 */
export function interstitialPlaylist(
  sequence: Sequence,
  placed: readonly PlacedPart[],
  rendition: Rendition,
  { breaks, tracked, listUri }: PlaylistBreaks,
): string {
  const rangeOf = ({ number, startMs, edge, inserts }: SequenceBreak): DateRange => {
    const id = `break${number}`;
    return {
      ...{ id, class: CLASS, start: startMs / 1000, duration: secondsOf(inserts.map(({ part }) => part)) },
      attributes: [
        ['CUE', edge && quoted(CUES[edge])],
        ['X-ASSET-LIST', quoted(uriText(listUri(number, id)))],
        ['X-RESUME-OFFSET', 0],
        ...(tracked.has(number) ? [signalingAttribute(number)] : []),
      ],
    };
  };
  return playlistOfParts(sequence, placed, rendition, {
    isDated: true,
    dateRanges: breaks.map(rangeOf),
    variables: signalingNames(tracked),
  });
}

/** What an X-ASSET-LIST is answered with: JSON. @param uriOf the multivariant playlist of an insert. */
export function assetList(inserts: SequenceBreak['inserts'], uriOf: (number: number) => string): string {
  const assets = inserts.map(({ part, number }) => ({
    URI: uriOf(number),
    DURATION: Number(secondsOf([part]).toFixed(3)),
  }));
  return JSON.stringify({ ASSETS: assets });
}

function secondsOf(parts: readonly SequencePart[]): number {
  return parts.reduce((sum, { asset }) => sum + asset.presentation.seconds, 0);
}
