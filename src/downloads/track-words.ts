/** The words by which a client names tracks: languages, or names as players show them. */
import { canonicalLanguage } from '../shared/language-tag.js';

export interface TrackWord {
  /** As `plainName` returns it. */
  readonly name: string;
  /** A canonical BCP 47 tag in lower case; absent where it is none. */
  readonly language?: string;
}

/** A track that may be named. */
interface Named {
  readonly name: string;
  /** BCP 47, or `und`. */
  readonly language: string;
}

/** Tracks of one kind in a file. */
export const MAX_TRACKS = 8;
const MAX_CHARACTERS = 1000;

/** The words of a list with commas; undefined if there are too many, or if two are the same. */
export function readTrackWords(text: string): readonly TrackWord[] | undefined {
  const texts = text.slice(0, MAX_CHARACTERS + 1).split(',');
  if (text.length > MAX_CHARACTERS || texts.length > MAX_TRACKS) return undefined;
  const words = texts.map(wordOf).filter(({ name }) => name !== '');
  const distinct = new Set(words.map(({ language, name }) => language ?? name));
  return distinct.size === texts.length ? words : undefined;
}

function wordOf(text: string): TrackWord {
  const language = canonicalLanguage(text.trim())?.toLowerCase();
  return { name: plainName(text), ...(language !== undefined && { language }) };
}

/** A name without what is hard to type, or separates names: it has no commas, single spaces, and lower case. */
function plainName(name: string): string {
  return name.normalize().toLowerCase().replaceAll(',', ' ').split(/\s+/).filter(Boolean).join(' ');
}

/**
 * The track of a word: that of the name, or the first in the language.
 * @param tracks in the order in which they are preferred.
 */
export function trackOfWord<Track extends Named>(
  tracks: readonly Track[],
  { name, language }: TrackWord,
): Track | undefined {
  const byName = tracks.find((track) => plainName(track.name) === name);
  return byName ?? tracks.find((track) => language !== undefined && isInLanguage(track.language, language));
}

/** Basic filtering (RFC 4647 3.3.1): `de` is in `de-AT` too. */
function isInLanguage(tag: string, range: string): boolean {
  const lower = tag.toLowerCase();
  return lower === range || lower.startsWith(`${range}-`);
}
