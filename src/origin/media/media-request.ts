/** Reads a request for media: its target, and what it says about its client. Each is read once. */
import type { IncomingMessage } from 'node:http';
import proxyAddress from 'proxy-addr';
import { MEDIA_PREFIX, OUT_OF_PATH } from '../../shared/media-url.js';
import { splitTarget } from '../server/request-target.js';
import type { OriginConfig } from '../settings.js';
import { readOutOfPathGrant } from './entry/out-of-path-grant.js';
import type { RequestFacts } from './media-directories.js';

const OUT_OF_PATH_PREFIX = `${MEDIA_PREFIX}${OUT_OF_PATH}/`;

export interface MediaRequest {
  /** As it was sent, still percent-encoded. */
  readonly path: string;
  /** Without its `?`; empty if there is none. */
  readonly query: string;
  readonly facts: RequestFacts;
}

/** Reads a request; undefined if it is not one for media. */
type ReadMediaRequest = (request: IncomingMessage) => MediaRequest | undefined;

export function mediaRequestReader({ trustProxy }: Pick<OriginConfig, 'trustProxy'>): ReadMediaRequest {
  const isTrusted = proxyAddress.compile([...trustProxy]);
  const addressOf = (request: IncomingMessage) =>
    trustProxy.length === 0 ? (request.socket.remoteAddress ?? '') : proxyAddress(request, isTrusted);
  return (request) => {
    const [path, query] = splitTarget(request.url ?? '');
    if (!path.startsWith(MEDIA_PREFIX)) return undefined;
    const { headers } = request;
    const facts = {
      address: addressOf(request),
      referrer: headers.referer ?? headers.origin,
      // It counts only if the path contains none.
      outOfPathGrant: path.startsWith(OUT_OF_PATH_PREFIX) ? readOutOfPathGrant(headers) : undefined,
    };
    return { path, query, facts };
  };
}
