/** Sends bytes that are all there: conditional and range requests (RFC 9110 13 and 14), HEAD as GET without the body. */
import type { Request, Response } from 'express';
import parseRange from 'range-parser';
import { OnplayError } from '../../errors.js';

export interface Content {
  readonly bytes: Uint8Array;
  /** Strong, with its quotes. */
  readonly etag: string;
  readonly contentType: string;
  readonly cacheControl: string;
}

/** @throws OnplayError `range_not_satisfiable`, with `Content-Range` already set. */
export function sendBytes(request: Request, response: Response, content: Content): void {
  const { bytes, etag, contentType, cacheControl } = content;
  response.set({ ETag: etag, 'Cache-Control': cacheControl, 'Accept-Ranges': 'bytes' });
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
    finish(request, response.status(200), bytes);
    return;
  }
  response.set('Content-Range', `bytes ${range.start}-${range.end}/${bytes.byteLength}`);
  finish(request, response.status(206), bytes.subarray(range.start, range.end + 1));
}

/** Whether `If-None-Match` names the entity tag; weak comparison (RFC 9110 13.1.2). */
export function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/** One satisfiable range. Several at once, or one under another entity tag, are answered with everything. */
function rangeOf(request: Request, etag: string, size: number) {
  const header = request.get('Range');
  const condition = request.get('If-Range');
  if (header === undefined || (condition !== undefined && condition !== etag)) return undefined;
  const ranges = parseRange(size, header);
  if (ranges === -1) return 'unsatisfiable';
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return undefined;
  return ranges[0];
}

function finish(request: Request, response: Response, bytes: Uint8Array): void {
  response.set('Content-Length', String(bytes.byteLength));
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
