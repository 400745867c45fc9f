/** The query parameters of a download's URL. Each may only narrow what the token allows. */
import { readQueryParameter, wholeNumber } from '../sessions/index.js';
import { canonicalLanguage } from '../shared/language-tag.js';

/** What the file is to contain. Heights are those of a rendition's shorter side, in pixels. */
export interface DownloadPreferences {
  /** Exactly this one. */
  readonly height?: number;
  /** The highest that is not above. */
  readonly maxHeight?: number;
  /** Of video and audio together, in bit/s. */
  readonly maxBitrate?: number;
  /** Languages of the audio tracks, as canonical BCP 47 tags in lower case, in the order of the tracks in the file. */
  readonly audio?: readonly string[];
}

/** Tracks of one kind in a file. */
const MAX_TRACKS = 8;

const height = {
  read: (text: string) => wholeNumber(text, 65_535),
  expected: 'a whole number of pixels from 1 to 65535',
};

const bitrate = {
  read: (text: string) => wholeNumber(text, Number.MAX_SAFE_INTEGER),
  expected: 'a whole number of bit/s from 1 up',
};

const languages = {
  read: readLanguages,
  expected: `up to ${MAX_TRACKS} language tags with commas between them, such as de or en,pt-BR`,
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
    audio: readQueryParameter(query, 'audio', languages),
  };
  return Object.fromEntries(Object.entries(preferences).filter(([, value]) => value !== undefined));
}

function readLanguages(text: string): readonly string[] | undefined {
  const texts = text.split(',');
  if (texts.length > MAX_TRACKS) return undefined;
  const tags = texts.map((each) => canonicalLanguage(each)?.toLowerCase()).filter((tag) => tag !== undefined);
  return new Set(tags).size === texts.length ? tags : undefined;
}
