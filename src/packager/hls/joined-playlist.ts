import {
  type DateRange,
  dateRangeTag,
  importedDefinition,
  programDateTime,
  VERSION_WITH_VARIABLES,
} from './date-range.js';
import { extinf, MICROSECONDS, type PlaylistSegment, roundedDurations, VERSION } from './media-playlist.js';
import { playlistText, quoted, tagWithAttributes, uriText } from './playlist-text.js';

/** Segments with one init segment and one timeline. */
export interface PlaylistPart {
  /** EXT-X-MAP URI: the init segment, relative to the playlist; WebVTT has none. */
  readonly initUri?: string;
  /** Ticks per second of the segment durations. */
  readonly timescale: number;
  readonly segments: readonly PlaylistSegment[];
  /** How long the part is in all playlists of the presentation, in seconds: the last segment ends with it. */
  readonly seconds: number;
}

/** Values of a media playlist of several parts. */
interface JoinedPlaylist {
  /** EXT-X-TARGETDURATION, in whole seconds; of no part is it less. */
  readonly targetDuration: number;
  readonly parts: readonly PlaylistPart[];
  readonly dateRanges?: readonly DateRange[];
  /** Whether each part has its EXT-X-PROGRAM-DATE-TIME: in all playlists of a presentation, or in none (RFC 8216 6.2.4). Default where there are date ranges. */
  readonly isDated?: boolean;
  /** EXT-X-DEFINE: variables of the multivariant playlist, by name. */
  readonly variables?: readonly string[];
}

/**
 * Writes a media playlist of type VOD of parts that are played one after another, with EXT-X-DISCONTINUITY between them (RFC 8216 4.3.2.3). Each
 * begins at the same time in the playlists of all renditions, so that audio, which is cut at AAC frames, does not drift from part to part.
 */
export function joinedPlaylist(playlist: JoinedPlaylist): string {
  const { targetDuration, parts, dateRanges = [], variables = [] } = playlist;
  const { isDated = dateRanges.length > 0 } = playlist;
  const lines = [
    '#EXTM3U',
    `#EXT-X-VERSION:${versionOf(playlist)}`,
    ...variables.map(importedDefinition),
    `#EXT-X-TARGETDURATION:${targetDuration}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    ...dateRanges.map(dateRangeTag),
  ];
  let end = 0;
  for (const [n, part] of parts.entries()) {
    const start = Math.round(end * MICROSECONDS);
    if (n > 0) lines.push('#EXT-X-DISCONTINUITY');
    if (isDated) lines.push(programDateTime(end));
    end += part.seconds;
    if (part.initUri !== undefined)
      lines.push(tagWithAttributes('#EXT-X-MAP', [['URI', quoted(uriText(part.initUri))]]));
    const durations = durationsUntil(part, Math.round(end * MICROSECONDS) - start);
    for (const [i, { uri }] of part.segments.entries()) lines.push(extinf(durations[i]!), uriText(uri));
  }
  lines.push('#EXT-X-ENDLIST');
  return playlistText(lines);
}

function versionOf({ parts, variables = [] }: JoinedPlaylist): number {
  if (variables.length > 0) return VERSION_WITH_VARIABLES;
  return parts.some(({ initUri }) => initUri !== undefined) ? VERSION.withMap : VERSION.withoutMap;
}

/** In microseconds; all of them together last as long as the part. */
function durationsUntil({ timescale, segments }: PlaylistPart, microseconds: number): Float64Array {
  const durations = roundedDurations(
    timescale,
    segments.map(({ duration }) => duration),
  );
  const last = durations.length - 1;
  if (last < 0) return durations;
  const before = durations.subarray(0, last).reduce((sum, duration) => sum + duration, 0);
  durations[last] = Math.max(0, microseconds - before);
  return durations;
}
