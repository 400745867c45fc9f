/** How values are written in a playlist so that none of them can end a line, a string or an attribute early. */

/** UTF-8 control characters and byte order marks, which playlists must not contain (RFC 8216 4.1). */
const FORBIDDEN = /[\p{Cc}\u2028\u2029\ufeff]+/gu;

/** A quoted-string (RFC 8216 4.2) of text from outside; forbidden characters become a space, quotes an apostrophe. */
export function quoted(text: string): string {
  return `"${text.replace(FORBIDDEN, ' ').replaceAll('"', "'").normalize('NFC')}"`;
}

/** URIs that can stand anywhere as they are: those of the hundred thousand segments of a long playlist. */
const PLAIN_URI = /^[\w./-]+$/;

/**
 * A URI that can stand on a line of its own or between quotes: control characters, spaces and quotes are
 * percent-encoded, and so is a leading `#`, which would make it a comment.
 */
export function uriText(uri: string): string {
  if (PLAIN_URI.test(uri)) return uri;
  return uri.replace(/[\p{Cc}\s"]|^#/gu, (character) => percentEncoded(character));
}

/** An attribute and its value as it is written; undefined leaves the attribute out. */
export type Attribute = readonly [name: string, value: string | number | undefined];

/** A tag with an attribute-list (RFC 8216 4.2), in the order given. */
export function tagWithAttributes(tag: string, attributes: readonly Attribute[]): string {
  const present = attributes.filter(([, value]) => value !== undefined);
  return `${tag}:${present.map(([name, value]) => `${name}=${value}`).join(',')}`;
}

/** The lines, each ended by a line feed. */
export function playlistText(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

function percentEncoded(character: string): string {
  const bytes = new TextEncoder().encode(character);
  return Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
