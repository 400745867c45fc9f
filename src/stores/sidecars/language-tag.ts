/** Languages in the names of files. */
import { canonicalLanguage } from '../../shared/language-tag.js';

/** A language with script, region and variants (RFC 5646 2.1). No word of five letters is one, so that no other tag is mistaken. */
const LANGUAGE = /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3})){0,2}$/;

/** The canonical form of a BCP 47 tag, in which `ger` and `deu` are `de`; undefined for any other text. */
export function languageOfTag(tag: string): string | undefined {
  return LANGUAGE.test(tag.toLowerCase()) ? canonicalLanguage(tag) : undefined;
}
