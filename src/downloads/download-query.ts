/** The query parameters of a download's URL. Each may only narrow what the token allows. */
import { readClipQuery, readQueryParameter, wholeNumber } from '../sessions/index.js';
import type { ClipRange } from '../shared/clip.js';
import { MAX_TRACKS, readTrackWords, type TrackWord } from './track-words.js';

/** What the file is to contain. Heights are those of a rendition's shorter side, in pixels. */
export interface DownloadPreferences {
  /** Exactly this one. */
  readonly height?: number;
  /** The highest that is not above. */
  readonly maxHeight?: number;
  /** Of video and audio together, in bit/s. */
  readonly maxBitrate?: number;
  /** In the order of the tracks in the file. */
  readonly audio?: readonly TrackWord[];
  /** The same of text. */
  readonly text?: readonly TrackWord[];
  /** The part of the asset, within what the token allows. */
  readonly clip?: ClipRange;
}

const height = {
  read: (text: string) => wholeNumber(text, 65_535),
  expected: 'a whole number of pixels from 1 to 65535',
};

const bitrate = {
  read: (text: string) => wholeNumber(text, Number.MAX_SAFE_INTEGER),
  expected: 'a whole number of bit/s from 1 up',
};

const tracks = {
  read: readTrackWords,
  expected: `up to ${MAX_TRACKS} different languages or names of tracks with commas between them, such as de or en,pt-BR`,
};

/**
 * The parameters of a query. Unknown ones are ignored.
 * @throws OnplayError `query_invalid`, naming the parameter that is malformed or given twice.
 */
export function readDownloadQuery(query: URLSearchParams): DownloadPreferences {
  const preferences = {
    height: readQueryParameter(query, 'height', height),
    maxHeight: readQueryParameter(query, 'max_height', height),
    maxBitrate: readQueryParameter(query, 'max_bitrate', bitrate),
    audio: readQueryParameter(query, 'audio', tracks),
    text: readQueryParameter(query, 'text', tracks),
    clip: readClipQuery(query),
  };
  return Object.fromEntries(Object.entries(preferences).filter(([, value]) => value !== undefined));
}
