/**
 * Returns a track's language as a BCP 47 tag, or `und` if it is none.
 * @param stored the tag of `elng`, or the three letters of `mdhd` (ISO 14496-12 8.4.2 and 8.4.6).
 */
export function languageTag(stored: string): string {
  try {
    return Intl.getCanonicalLocales(stored)[0] ?? 'und';
  } catch {
    return 'und';
  }
}
