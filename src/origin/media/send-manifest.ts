/** Sends manifests: compressed if the client accepts it (Apple 10.1), with an entity tag of their content. */

import type { Request, Response } from 'express';
import type { TextBody } from '../../manifests/index.js';
import type { CachingHeaders } from '../cache-policy.js';
import { deliver } from '../server/deliver.js';
import { acceptedEncoding } from './accepted-encoding.js';
import { matches } from './send-bytes.js';
import type { SurrogateHeaders } from './surrogate-headers.js';

/** A manifest and its headers. */
export interface Manifest {
  readonly text: TextBody;
  readonly contentType: string;
  readonly caching: CachingHeaders;
  readonly vary: string;
  /** Absent for manifests that edges must not cache. */
  readonly surrogate?: SurrogateHeaders;
}

/** Answers with 200 or 304. */
export async function sendManifest(request: Request, response: Response, manifest: Manifest): Promise<void> {
  const { text, contentType, caching, vary, surrogate } = manifest;
  const encoding = acceptedEncoding(request);
  const etag = text.etag(encoding);
  response.set({ ETag: etag, ...caching, ...surrogate, Vary: vary });
  if (matches(request.get('If-None-Match'), etag)) {
    response.status(304).end();
    return;
  }
  const { body } = await text.in(encoding);
  if (encoding === 'gzip') response.set('Content-Encoding', encoding);
  response.set('Content-Type', contentType);
  deliver(request, response, 200, body);
}
