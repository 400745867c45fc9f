/** Which part of a download a request is for (RFC 9110 14), while the length of the file may not be known. */
import type { IncomingMessage } from 'node:http';
import { requestedRange } from '../media/responses/conditions.js';

/** Bytes [start, end) of the file; without an end, all from `start` on. */
export interface RequestedPart {
  readonly start: number;
  readonly end?: number;
}

/**
 * `whole` also where a range is to be ignored (RFC 9110 14.2), as one that counts from an end that is not known.
 * @param size of the file in bytes, if it is known.
 */
export function requestedPart(
  request: IncomingMessage,
  etag: string,
  size: number | undefined,
): RequestedPart | 'whole' | 'unsatisfiable' {
  const range = requestedRange(request, etag, size ?? Number.POSITIVE_INFINITY);
  if (range === undefined) return 'whole';
  // All ranges fit into a file without an end, except those that count from it.
  if (range === 'unsatisfiable') return size === undefined ? 'whole' : range;
  if (Number.isFinite(range.end)) return range;
  return range.start === 0 ? 'whole' : { start: range.start };
}
