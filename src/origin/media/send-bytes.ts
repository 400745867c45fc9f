/** Sends a complete body: with conditional and range requests (RFC 9110 13 and 14), and HEAD. */
import type { Request, Response } from 'express';
import { OnplayError } from '../../shared/errors.js';
import type { CachingHeaders } from '../cache-policy.js';
import { deliver } from '../server/deliver.js';
import { byteRange } from './byte-range.js';
import type { SurrogateHeaders } from './surrogate-headers.js';

/** A body and its headers. */
export interface Content {
  readonly bytes: Uint8Array;
  /** Strong, with its quotes. */
  readonly etag: string;
  readonly contentType: string;
  readonly caching: CachingHeaders;
  readonly surrogate: SurrogateHeaders;
}

/**
 * Answers with 200, 206 or 304.
 * @throws OnplayError `range_not_satisfiable`, with `Content-Range` already set.
 */
export function sendBytes(request: Request, response: Response, content: Content): void {
  const { bytes, etag, contentType, caching, surrogate } = content;
  response.set({ ETag: etag, ...caching, ...surrogate, 'Accept-Ranges': 'bytes' });
  if (matches(request.get('If-None-Match'), etag)) {
    response.status(304).end();
    return;
  }
  response.set('Content-Type', contentType);
  const range = rangeOf(request, etag, bytes.byteLength);
  if (range === 'unsatisfiable') {
    response.set('Content-Range', `bytes */${bytes.byteLength}`);
    throw new OnplayError('range_not_satisfiable', {
      publicDetail: 'The range lies beyond the end of the content.',
    });
  }
  if (!range) {
    deliver(request, response, 200, bytes);
    return;
  }
  response.set('Content-Range', `bytes ${range.start}-${range.end - 1}/${bytes.byteLength}`);
  deliver(request, response, 206, bytes.subarray(range.start, range.end));
}

/** Whether `If-None-Match` names the entity tag; weak comparison (RFC 9110 13.1.2). */
export function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/** Ranges apply to GET only (RFC 9110 14.2), and are ignored if `If-Range` has another entity tag (13.1.5). */
function rangeOf(request: Request, etag: string, size: number) {
  const header = request.get('Range');
  const condition = request.get('If-Range');
  if (request.method !== 'GET' || header === undefined) return undefined;
  if (condition !== undefined && condition !== etag) return undefined;
  return byteRange(header, size);
}
