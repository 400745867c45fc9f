/** What audio tracks are called in a player's menu. */
import type { AudioTrack } from '../../masters/index.js';

/** BCP 47 for a language that is not known. */
const UNDETERMINED = 'und';
const LONGEST_NAME = 60;

const languageNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

type NamedTrack = Pick<AudioTrack, 'language' | 'name'>;

/**
 * One name per track, all different: the language; with the track's own name where tracks share a language; the
 * track's own name where the language is unknown; else its number. Safe inside a quoted string of a playlist.
 */
export function audioNames(tracks: readonly NamedTrack[]): readonly string[] {
  const taken = new Set<string>();
  return tracks.map((track, index) => {
    const name = firstFree(candidates(track, index, tracks), taken);
    taken.add(name);
    return name;
  });
}

/** From the shortest to one that must be free. */
function* candidates(track: NamedTrack, index: number, tracks: readonly NamedTrack[]): Generator<string> {
  const language = languageName(track.language);
  const own = printable(track.name);
  const shared = tracks.some((other) => other !== track && other.language === track.language);
  const base = language ?? (own || `Audio ${index + 1}`);
  if (!(shared && language && own)) yield base;
  if (language && own) yield `${language} (${own})`;
  for (let number = index + 1; ; number += 1) yield `${base} ${number}`;
}

function firstFree(names: Generator<string>, taken: ReadonlySet<string>): string {
  for (const name of names) if (!taken.has(name)) return name;
  throw new Error('there is always another name');
}

function languageName(tag: string): string | undefined {
  if (tag === UNDETERMINED) return undefined;
  try {
    return languageNames.of(tag);
  } catch {
    // The master's tag is not one.
    return undefined;
  }
}

/** Without control characters, line ends and double quotes, and of a bearable length. */
function printable(name: string): string {
  const clean = name
    .replace(/[\p{C}\p{Zl}\p{Zp}"]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return [...clean].slice(0, LONGEST_NAME).join('').trim();
}
