import { lengthOfInteger, MAX_INTEGER_BYTES, readInteger } from './variable-size.js';

/**
 * RFC 8794 3 EBML element, of which the header is
 *
 *     id    1 to 4 bytes (5), as many as the first set bit says; written here with that bit: 0xa3, 0x1a45dfa3
 *     size  variable-size integer (6) of the contents; all ones: not known
 */
export interface ElementHeader {
  readonly id: number;
  /** Bytes of id and size. */
  readonly headerSize: number;
  /** Bytes of the contents, as it claims; undefined if it says that it does not know. */
  readonly size: number | undefined;
}

/** The longest id (EBMLMaxIDLength of Matroska, RFC 9559 5.1) and the longest size. */
const MAX_ID_BYTES = 4;
export const MAX_HEADER_BYTES = MAX_ID_BYTES + MAX_INTEGER_BYTES;

/**
 * Reads the header at `at`: `cut` if it does not end by `end`, `malformed` for an id or a size that is longer than any.
 * Checks nothing else.
 */
export function readElementHeader(
  view: DataView,
  at: number,
  end: number,
): ElementHeader | 'cut' | 'malformed' {
  if (at >= end) return 'cut';
  const idLength = lengthOfInteger(view.getUint8(at));
  if (idLength > MAX_ID_BYTES) return 'malformed';
  const sizeAt = at + idLength;
  if (sizeAt >= end) return 'cut';
  if (view.getUint8(sizeAt) === 0) return 'malformed';
  const size = readInteger(view, sizeAt, end);
  if (size === undefined) return 'cut';
  let id = 0;
  for (let i = at; i < sizeAt; i++) id = id * 256 + view.getUint8(i);
  return { id, headerSize: idLength + size.length, size: size.isAllOnes ? undefined : size.value };
}
