/** Sends manifests: compressed where accepted (Apple 10.1), with an entity tag over what they say. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Request, Response } from 'express';
import { deliver } from './deliver.js';
import { matches } from './send-bytes.js';

const compress = promisify(gzip);

/** What is sent, and what is said of it. */
export interface Manifest {
  readonly text: string;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly vary: string;
}

/** Answers with 200 or 304. */
export async function sendManifest(request: Request, response: Response, manifest: Manifest): Promise<void> {
  const { text, contentType, cacheControl, vary } = manifest;
  const compressed = request.acceptsEncodings('gzip', 'identity') === 'gzip';
  const digest = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  // Each encoding is a representation of its own (RFC 9110 8.8.3.3).
  const etag = `"${digest}${compressed ? '-gzip' : ''}"`;
  response.set({ ETag: etag, 'Cache-Control': cacheControl, Vary: vary });
  if (matches(request.get('If-None-Match'), etag)) {
    response.status(304).end();
    return;
  }
  const body = compressed ? await compress(text) : Buffer.from(text, 'utf8');
  if (compressed) response.set('Content-Encoding', 'gzip');
  response.set('Content-Type', contentType);
  deliver(request, response, 200, body);
}
