/** Which encoding of a text a client gets (RFC 9110 12.5.3). */

import type { Request } from 'express';
import { LRUCache } from 'lru-cache';
import type { Encoding } from '../../manifests/index.js';

/** Browsers send a handful of values; strangers may send many. */
const negotiated = new LRUCache<string, Encoding>({ max: 100 });

export function acceptedEncoding(request: Request): Encoding {
  const header = request.headers['accept-encoding'] ?? '';
  const encoding = request.acceptsEncodings('gzip', 'identity') === 'gzip' ? 'gzip' : 'identity';
  negotiated.set(header, encoding);
  return encoding;
}

/** The encoding for a value of `Accept-Encoding` that was met before. */
export function knownEncoding(header = ''): Encoding | undefined {
  return negotiated.get(header);
}
