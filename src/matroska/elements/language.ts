import type { MasterElement } from '../ebml/read-element.js';
import { ID } from './ids.js';

/**
 * RFC 9559 5.1.4.1.19 and 20, 12: the language of a track
 *
 *     Language       string  eng: three letters of ISO 639-2, of its bibliographic form, perhaps with a country
 *     LanguageBCP47  string  optional; then `Language` is ignored
 *
 * Returns a BCP 47 tag, or `und` if what is stored is none.
 */
export function readLanguage(track: MasterElement): string {
  return languageTag(track.text(ID.languageBcp47) ?? track.text(ID.language, 'eng'));
}

/** The BCP 47 tag that is stored, or `und` if it is none. */
export function languageTag(stored: string): string {
  try {
    // Also turns `ger` and `deu` into `de`.
    return Intl.getCanonicalLocales(stored)[0] ?? 'und';
  } catch {
    return 'und';
  }
}
