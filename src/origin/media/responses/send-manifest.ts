/** Sends the manifest of a session: compressed if the client accepts it (Apple 10.1), with an entity tag of their content. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TextBody } from '../../../manifests/index.js';
import type { CachingHeaders } from '../../cache-policy.js';
import { setHeaders } from '../../headers.js';
import { deliver } from '../../server/deliver.js';
import { acceptedEncoding } from './accepted-encoding.js';
import { matches } from './conditions.js';

/** A manifest and its headers. */
interface Manifest {
  readonly text: TextBody;
  readonly contentType: string;
  readonly caching: CachingHeaders;
  readonly vary: string;
}

/** Answers with 200 or 304. */
export async function sendManifest(
  request: IncomingMessage,
  response: ServerResponse,
  { text, contentType, caching, vary }: Manifest,
): Promise<void> {
  const encoding = acceptedEncoding(request);
  const etag = text.etag(encoding);
  setHeaders(response, { ETag: etag, ...caching, Vary: vary });
  if (matches(request.headers['if-none-match'], etag)) {
    response.writeHead(304).end();
    return;
  }
  const { body } = await text.in(encoding);
  if (encoding === 'gzip') response.setHeader('Content-Encoding', encoding);
  setHeaders(response, { 'Content-Type': contentType, 'Content-Length': String(body.byteLength) });
  deliver(response, body);
}
