/** Bytes [start, end) of a content. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The one range that a `Range` header asks for (RFC 9110 14.1.2): `bytes=0-99`, `bytes=100-` or, for the last ones,
 * `bytes=-100`. Undefined when it is to be ignored, which is allowed for several ranges at once and asked for where
 * the header is not understood (RFC 9110 14.2); `unsatisfiable` when it lies beyond the end.
 * @param size of the content in bytes.
 */
export function byteRange(header: string, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(header) ?? [];
  if (first === undefined || last === undefined || first + last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  return start < size ? { start, end } : 'unsatisfiable';
}
