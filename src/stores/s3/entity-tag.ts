/** Entity tags of objects, which say which version of an object a byte is of. */
import { createHash } from 'node:crypto';
import type { ObjectFacts } from './object-store.js';

/** Longer than any store's; it goes into the head of each request. */
const MAX_CHARACTERS = 256;

/**
 * The tag as HTTP spells a strong one; undefined for what is none: a weak tag would match other bytes, and one with other
 * characters cannot be sent back (RFC 9110 8.8.3, 13.1.1). Some stores leave the quotation marks out.
 */
export function strongTag(tag: string | undefined): string | undefined {
  if (tag === undefined || tag.length > MAX_CHARACTERS) return undefined;
  const opaque = tag.length >= 2 && tag.startsWith('"') && tag.endsWith('"') ? tag.slice(1, -1) : tag;
  return opaque !== '' && /^[\x21\x23-\x7e]*$/.test(opaque) && !tag.startsWith('W/')
    ? `"${opaque}"`
    : undefined;
}

/**
 * The version of a master: ten bytes, as hex digits, of a hash of tag and size, as those of a file. When it was stored does not count:
 * the same bytes stored again are the same version, with all that was made of them.
 */
export function versionOf({ entityTag, size }: Pick<ObjectFacts, 'entityTag' | 'size'>): string {
  return createHash('sha256').update(`${entityTag}:${size}`).digest('hex').slice(0, 20);
}
