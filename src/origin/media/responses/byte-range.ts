/** Bytes [start, end) of the content. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The range in a `Range` header (RFC 9110 14.1.2): `bytes=0-99`, `bytes=100-`, or the last bytes as `bytes=-100`. Undefined
 * if the header is to be ignored (RFC 9110 14.2): it has several ranges, which is optional to support, or is malformed.
 * `unsatisfiable` if the range starts beyond the end, or contains no byte.
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
