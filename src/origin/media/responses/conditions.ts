/** Conditional and range requests (RFC 9110 13 and 14). */
import type { IncomingMessage } from 'node:http';
import { type ByteRange, byteRange } from './byte-range.js';

/** Whether `If-None-Match` names the entity tag; weak comparison (RFC 9110 13.1.2). */
export function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/**
 * The range that a request is for; undefined if it is for the whole content. Ranges apply to GET only (RFC 9110 14.2), and
 * are ignored if `If-Range` has another entity tag (13.1.5).
 * @param size of the content in bytes.
 */
export function requestedRange(
  { method, headers }: IncomingMessage,
  etag: string,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const { range, 'if-range': condition } = headers;
  if (method !== 'GET' || range === undefined) return undefined;
  if (condition !== undefined && condition !== etag) return undefined;
  return byteRange(range, size);
}
