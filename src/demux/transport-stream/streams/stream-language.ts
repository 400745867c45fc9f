import { type Descriptor, languageOf, subtitlingOf } from '../../../transport-stream/index.js';

/** BCP 47; `und` where there is none, and for letters that are none. */
export function streamLanguage(descriptors: readonly Descriptor[]): string {
  try {
    // Also turns `ger` and `deu` into `de`.
    return (
      Intl.getCanonicalLocales(
        languageOf(descriptors) ?? subtitlingOf(descriptors)[0]?.language ?? 'und',
      )[0] ?? 'und'
    );
  } catch {
    return 'und';
  }
}
