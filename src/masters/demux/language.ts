/**
 * Returns a track's language as a BCP 47 tag, or `und`: from `elng` if present, else from the three packed letters of
 * `mdhd` (ISO 14496-12 8.4.2 and 8.4.6). QuickTime's language codes below 0x400 are unreliable and ignored.
 */
export function languageTag(extended: string | undefined, packed: number): string {
  const letters = [10, 5, 0].map((shift) => String.fromCharCode(((packed >> shift) & 31) + 0x60)).join('');
  const tag = extended || (packed >= 0x400 && packed !== 0x7fff ? letters : 'und');
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'und';
  } catch {
    return 'und';
  }
}
