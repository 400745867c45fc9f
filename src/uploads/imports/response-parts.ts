/** Reads what a response says of its part of a representation (RFC 9110 8.8.3, 14.4, 15.3.7). Pure. */
import type { Resumption } from './source.js';

/** As node and undici give the head of a response. */
interface ResponseHead {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Longer than any server's; it is stored, and sent back. */
const MAX_TAG_CHARACTERS = 256;

/** The entity tag where it is a strong one; undefined for none, a weak one, or one that cannot be sent back. */
export function strongTagOf(header: string | string[] | undefined): string | undefined {
  const isStrong =
    typeof header === 'string' && header.length <= MAX_TAG_CHARACTERS && /^"[\x21\x23-\x7e]*"$/.test(header);
  return isStrong ? header : undefined;
}

/**
 * Where a part begins, and the length of the whole. Undefined unless it is the rest of the version that was asked for: a part has to
 * repeat the entity tag.
 */
export function readPart(
  { statusCode, headers }: ResponseHead,
  { offset, validator }: Resumption,
): { readonly offset: number; readonly length: number } | undefined {
  const range = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(String(headers['content-range'] ?? ''));
  const [first, last, length] = (range ?? []).slice(1).map(Number);
  if (statusCode !== 206 || first === undefined || last === undefined || length === undefined)
    return undefined;
  const isRest = first === offset && last === length - 1;
  return isRest && strongTagOf(headers['etag']) === validator ? { offset, length } : undefined;
}
