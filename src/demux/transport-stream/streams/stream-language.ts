import { type Descriptor, languageOf, subtitlingOf } from '../../../transport-stream/index.js';

/** BCP 47; `und` where there is none, and for letters that are none. */
export function streamLanguage(descriptors: readonly Descriptor[]): string {
  return canonicalLanguage(languageOf(descriptors) ?? subtitlingOf(descriptors)[0]?.language ?? 'und');
}

/** BCP 47 of three letters of ISO 639-2, as they are stored; `und` for letters that are none. */
export function canonicalLanguage(letters: string): string {
  try {
    // Also turns `ger` and `deu` into `de`.
    return Intl.getCanonicalLocales(letters)[0] ?? 'und';
  } catch {
    return 'und';
  }
}
