/** The content coding of manifests for a client (RFC 9110 12.5.3). */

import type { Request } from 'express';
import { LRUCache } from 'lru-cache';
import type { Encoding } from '../../manifests/index.js';

/** By value of `Accept-Encoding`. Browsers send a handful of values; a hostile client may send many. */
const negotiated = new LRUCache<string, Encoding>({ max: 100 });

/** Negotiates the coding: gzip if the client accepts it. */
export function acceptedEncoding(request: Request): Encoding {
  const header = request.headers['accept-encoding'] ?? '';
  const encoding = request.acceptsEncodings('gzip', 'identity') === 'gzip' ? 'gzip' : 'identity';
  negotiated.set(header, encoding);
  return encoding;
}

/** The coding for a value of `Accept-Encoding` that `acceptedEncoding` has negotiated before; else undefined. */
export function knownEncoding(header = ''): Encoding | undefined {
  return negotiated.get(header);
}
