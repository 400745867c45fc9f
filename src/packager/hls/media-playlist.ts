import { playlistText, quoted, tagWithAttributes, uriText } from './playlist-text.js';

/** EXT-X-MAP requires version 6, or 5 in an I-frame playlist; decimals in EXTINF 3, and nothing here more (RFC 8216 7). */
export const VERSION = { withMap: 6, ofIFrames: 5, withoutMap: 3 } as const;
export const MICROSECONDS = 1e6;

/** One media segment. */
export interface PlaylistSegment {
  /** The line after EXTINF (required), relative to the playlist. */
  readonly uri: string;
  /** EXTINF (required), in ticks of the playlist's timescale. */
  readonly duration: number;
}

/** Values of a media playlist. */
interface MediaPlaylist {
  /** EXT-X-PLAYLIST-TYPE: with VOD, no segment is ever added; with EVENT, segments are added at the end. */
  readonly type: 'VOD' | 'EVENT';
  /** EXT-X-ENDLIST: no more segments are added. */
  readonly isComplete: boolean;
  /** EXT-X-I-FRAMES-ONLY: each segment is an I-frame, and lasts until the next. */
  readonly isOfIFrames?: boolean;
  /** EXT-X-TARGETDURATION (required), in whole seconds: that of the playlist of the presentation with the longest segment. */
  readonly targetDuration: number;
  /** EXT-X-MAP URI: the init segment, relative to the playlist; WebVTT has none. */
  readonly initUri?: string;
  /** Ticks per second of the segment durations. */
  readonly timescale: number;
  /** All segments, in order. */
  readonly segments: readonly PlaylistSegment[];
}

/**
 * EXT-X-START: from the beginning, as of every other recording. Without it, players begin near the end of a playlist that has no
 * EXT-X-ENDLIST.
 */
const START = tagWithAttributes('#EXT-X-START', [['TIME-OFFSET', '0']]);

/** Writes a media playlist with all segments, RFC 8216 4.3.2, 4.3.3 and 4.3.5. */
export function mediaPlaylist(playlist: MediaPlaylist): string {
  const { type, isComplete, isOfIFrames = false, targetDuration, initUri, timescale, segments } = playlist;
  const withMap = isOfIFrames ? VERSION.ofIFrames : VERSION.withMap;
  const durations = roundedDurations(
    timescale,
    segments.map(({ duration }) => duration),
  );
  const lines = [
    '#EXTM3U',
    `#EXT-X-VERSION:${initUri === undefined ? VERSION.withoutMap : withMap}`,
    `#EXT-X-TARGETDURATION:${targetDuration}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    `#EXT-X-PLAYLIST-TYPE:${type}`,
    ...(isOfIFrames ? ['#EXT-X-I-FRAMES-ONLY'] : []),
    ...(type === 'EVENT' ? [START] : []),
    ...(initUri === undefined ? [] : [tagWithAttributes('#EXT-X-MAP', [['URI', quoted(uriText(initUri))]])]),
  ];
  for (const [n, { uri }] of segments.entries()) lines.push(extinf(durations[n]!), uriText(uri));
  if (isComplete) lines.push('#EXT-X-ENDLIST');
  return playlistText(lines);
}

/**
 * Durations in whole microseconds. Each is the difference of two rounded times, so that the sum of any number of
 * consecutive ones is within a microsecond of the exact value, however long the playlist is.
 */
export function roundedDurations(timescale: number, durations: ArrayLike<number>): Float64Array {
  const all = new Float64Array(durations.length);
  let ticks = 0;
  let rounded = 0;
  for (let n = 0; n < all.length; n++) {
    const start = rounded;
    ticks += durations[n]!;
    rounded = Math.round((ticks / timescale) * MICROSECONDS);
    all[n] = rounded - start;
  }
  return all;
}

/** EXTINF, with the decimals of a microsecond. */
export function extinf(microseconds: number): string {
  const seconds = Math.floor(microseconds / MICROSECONDS);
  const decimals = String(microseconds - seconds * MICROSECONDS).padStart(6, '0');
  return `#EXTINF:${seconds}.${decimals},`;
}
