/** Writes values in a playlist such that none of them can end a line, a string or an attribute early. */

/** Control characters and byte order marks, which playlists must not contain (RFC 8216 4.1), and line separators. */
const FORBIDDEN = /[\p{Cc}\u2028\u2029\ufeff]+/gu;

/** How a reference to a variable begins (RFC 8216bis 4.3). Players refuse a playlist that refers to one it does not define. */
const REFERENCE = '{$';

/**
 * A quoted-string (RFC 8216 4.2) of untrusted text, in NFC; forbidden characters become a space, quotes an apostrophe, and a space keeps `{$` from
 * referring to a variable.
 */
export function quoted(text: string): string {
  const plain = text.replace(FORBIDDEN, ' ').replaceAll('"', "'").replaceAll(REFERENCE, '{ $');
  return `"${plain.normalize('NFC')}"`;
}

/** URIs that need no encoding: a fast path for the hundred thousand segments of a long playlist. */
const PLAIN_URI = /^[\w./-]+$/;

/**
 * A URI that is safe on a line of its own and between quotes: control characters, white space and quotes are
 * percent-encoded, and so is a leading `#`, which would make the line a comment or a tag, and the `{` of a reference to a variable.
 */
export function uriText(uri: string): string {
  if (PLAIN_URI.test(uri)) return uri;
  return uri.replace(/[\p{Cc}\s"]|^#|\{(?=\$)/gu, (character) => percentEncoded(character));
}

/** An attribute and its value as written; it is omitted if the value is undefined. */
export type Attribute = readonly [name: string, value: string | number | undefined];

/** A tag with an attribute-list (RFC 8216 4.2), in the given order. */
export function tagWithAttributes(tag: string, attributes: readonly Attribute[]): string {
  const present = attributes.filter(([, value]) => value !== undefined);
  return `${tag}:${present.map(([name, value]) => `${name}=${value}`).join(',')}`;
}

/** The text of a playlist: each line ends with a line feed. */
export function playlistText(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

function percentEncoded(character: string): string {
  const bytes = new TextEncoder().encode(character);
  return Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
