/** The content coding of manifests for a client (RFC 9110 12.5.3). */
import type { IncomingMessage } from 'node:http';
import accepts from 'accepts';
import { LRUCache } from 'lru-cache';
import type { Encoding } from '../../../manifests/index.js';

/** By value of `Accept-Encoding`. Browsers send a handful of values; a hostile client may send many. */
const negotiated = new LRUCache<string, Encoding>({ max: 100 });

/** Negotiates the coding: gzip if the client accepts it. */
export function acceptedEncoding(request: IncomingMessage): Encoding {
  const header = String(request.headers['accept-encoding'] ?? '');
  const known = negotiated.get(header);
  if (known !== undefined) return known;
  const isAccepted = accepts(request).encodings(['gzip', 'identity']) === 'gzip';
  const encoding = isAccepted ? 'gzip' : 'identity';
  negotiated.set(header, encoding);
  return encoding;
}
