/** Names of audio tracks in a player's menu. */
import type { AudioTrack } from '../../tracks/index.js';

/** BCP 47 for an unknown language. */
const UNDETERMINED = 'und';
const MAX_NAME_CHARACTERS = 60;

const languageNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

type NamedTrack = Pick<AudioTrack, 'language' | 'name'>;

/**
 * One unique name per track: its language, with the track's title where tracks share a language; the title where the
 * language is unknown; else its number. Safe inside a quoted string of a playlist (RFC 8216 4.2).
 */
export function audioNames(tracks: readonly NamedTrack[]): readonly string[] {
  const taken = new Set<string>();
  return tracks.map((track, index) => {
    const name = firstFree(candidates(track, index, tracks), taken);
    taken.add(name);
    return name;
  });
}

/** Preferred name first; numbered without end, so that one is always free. */
function* candidates(track: NamedTrack, index: number, tracks: readonly NamedTrack[]): Generator<string> {
  const language = languageName(track.language);
  const title = printable(track.name);
  const shared = tracks.some((other) => other !== track && other.language === track.language);
  const base = language ?? (title || `Audio ${index + 1}`);
  if (!(shared && language && title)) yield base;
  if (language && title) yield `${language} (${title})`;
  for (let number = index + 1; ; number += 1) yield `${base} ${number}`;
}

/** The first name that is not taken yet. */
export function firstFree(names: Generator<string>, taken: ReadonlySet<string>): string {
  for (const name of names) if (!taken.has(name)) return name;
  throw new Error('there is always another name');
}

/** The English name of a language; undefined where it is not known. */
export function languageName(tag: string): string | undefined {
  if (tag === UNDETERMINED) return undefined;
  try {
    return languageNames.of(tag);
  } catch {
    // Not a valid language tag.
    return undefined;
  }
}

/** Without control characters, line separators and double quotes, cut to the maximum length. */
export function printable(name: string): string {
  const clean = name
    .replace(/[\p{C}\p{Zl}\p{Zp}"]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return [...clean].slice(0, MAX_NAME_CHARACTERS).join('').trim();
}
