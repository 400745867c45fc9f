/** The media playlists of a sequence in HLS. */
import { type Presentation, type Sequence, segmentsOf } from '../../assets/index.js';
import { type Rendition, renditionsOf } from '../../encoder/index.js';
import { type DateRange, joinedPlaylist, type PlaylistPart } from '../../packager/index.js';
import type { AssetId } from '../../shared/asset-id.js';
import type { SegmentName } from '../../shared/media-url.js';
import { segmentsAt } from '../../shared/sequence/fired-events.js';
import { fileAt } from '../hls.js';
import { mediaFolder } from '../media-urls.js';
import { signalingNames, signalingRange } from './ad-signaling.js';
import { firedUri, isFiredKind, segmentEnds } from './fired-uri.js';
import type { FiredPart, PlacedPart } from './placed-part.js';

/** WebVTT without cues (W3C WebVTT 4.1), of an insert without text: the playlists of text have all parts too. */
const NO_CUES = 'data:text/vtt,WEBVTT%0A%0A';

/**
 * @param rendition of the sequence's ladder.
 * @param tracked the numbers of the parts whose signaling is in the multivariant playlist.
 */
export function sequencePlaylist(
  sequence: Sequence,
  placed: readonly PlacedPart[],
  rendition: Rendition,
  tracked: ReadonlySet<number> = new Set(),
): string {
  return playlistOfParts(sequence, placed, rendition, {
    isDated: tracked.size > 0,
    variables: signalingNames(tracked),
    dateRanges: dateRangesOf(placed, tracked),
  });
}

/** What a media playlist has beside its parts. */
export interface DatedPlaylist {
  readonly isDated: boolean;
  /** Not in playlists of text, nor are the variables, which they refer to. */
  readonly dateRanges: readonly DateRange[];
  readonly variables: readonly string[];
}

const UNDATED: DatedPlaylist = { isDated: false, dateRanges: [], variables: [] };

/** As `sequencePlaylist`. */
export function playlistOfParts(
  { presentation, renditionIn }: Pick<Sequence, 'presentation' | 'renditionIn'>,
  placed: readonly PlacedPart[],
  rendition: Rendition,
  { isDated, variables, dateRanges }: DatedPlaylist = UNDATED,
): string {
  const { asset, targetDuration } = presentation;
  return joinedPlaylist({
    ...{ targetDuration, isDated },
    ...(rendition.kind !== 'text' && { variables, dateRanges }),
    parts: placed.map(({ part, grant, fired }) => {
      const played = renditionIn(part, rendition);
      const own = part.asset.presentation;
      const ofPart = isFiredKind(presentation, rendition) ? fired : undefined;
      return played ? playlistPart(own, played, { grant, fired: ofPart }, asset) : partWithoutCues(own);
    }),
  });
}

function dateRangesOf(placed: readonly PlacedPart[], signaled: ReadonlySet<number>): readonly DateRange[] {
  let end = 0;
  return placed.flatMap(({ part }, n) => {
    const { seconds } = part.asset.presentation;
    const start = end;
    end += seconds;
    return signaled.has(n) ? [signalingRange(n, start, seconds)] : [];
  });
}

/** @param from the asset of the playlist. */
function playlistPart(
  presentation: Presentation,
  rendition: Rendition,
  { grant, fired }: Pick<PlacedPart, 'grant' | 'fired'>,
  from: AssetId,
): PlaylistPart {
  const { timeline } = presentation.of(rendition);
  const uriOf = sequenceSegmentUris(presentation, rendition, { grant, from });
  const firedUris = fired ? urisOfFired(presentation, rendition, fired, from) : undefined;
  return {
    ...{ timescale: timeline.timescale, seconds: presentation.seconds },
    ...(rendition.kind !== 'text' && { initUri: uriOf('init') }),
    segments: Array.from(segmentsOf(timeline), ({ duration }, n) => ({
      uri: firedUris?.get(n) ?? uriOf(n),
      duration,
    })),
  };
}

/** The URIs of the files of a part, which all sessions share; relative to the manifest of an asset. */
export function sequenceSegmentUris(
  presentation: Presentation,
  rendition: Rendition,
  { grant, from }: { readonly grant: string; readonly from: AssetId },
): (place: SegmentName) => string {
  const { key: ownKey } = presentation.of(rendition);
  const folder = mediaFolder(presentation.asset, grant, from);
  return (place) => {
    const { key = ownKey, file } = fileAt(presentation, rendition, place);
    return `${folder}${key}/${file}`;
  };
}

/** Of the segments that have events. */
function urisOfFired(
  presentation: Presentation,
  rendition: Rendition,
  fired: FiredPart,
  from: AssetId,
): ReadonlyMap<number, string> {
  const { key } = presentation.of(rendition);
  const segments = segmentsAt(fired.places, segmentEnds(presentation, rendition));
  return new Map(Array.from(segments, (n) => [n, firedUri(fired, from, key, n)]));
}

/** In as many segments as the part has of its first rendition, so that none is longer than the playlist may have. */
function partWithoutCues({ ladder, of, seconds }: Presentation): PlaylistPart {
  const { timeline } = of(renditionsOf(ladder)[0]!);
  return {
    ...{ timescale: timeline.timescale, seconds },
    segments: Array.from(segmentsOf(timeline), ({ duration }) => ({ uri: NO_CUES, duration })),
  };
}
