/** Languages, in one form however they were given: those of masters, files, tokens and queries are compared with each other. */

/** What RFC 5646 4.4.1 recommends to have room for. */
const MAX_CHARACTERS = 35;

/** The canonical form of a BCP 47 tag, in which `eng` is `en`, and `ger` and `deu` are `de`; undefined for any other text. */
export function canonicalLanguage(text: string): string | undefined {
  if (text.length > MAX_CHARACTERS) return undefined;
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    return undefined;
  }
}
