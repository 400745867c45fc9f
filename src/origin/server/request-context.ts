/** What a request says about itself, beside its path. */

import type { ServerResponse } from 'node:http';
import type { Request } from 'express';
import type { RequestContext } from '../../access/index.js';
import type { AssetId } from '../../shared/asset-id.js';
import { isAnsweredLate } from './late-answers.js';

/** Who asks for an asset, from where, and when. */
export function requestContext(request: Request, asset: AssetId): RequestContext {
  return {
    asset,
    ip: request.ip,
    referrer: request.headers.referer ?? request.headers.origin,
    nowSeconds: Date.now() / 1000,
  };
}

/** The query as it was sent; Express's own parser makes arrays and objects of what an attacker likes. */
export function queryOf(request: Request): URLSearchParams {
  return new URLSearchParams(rawQuery(request));
}

/** The path as it was sent, still encoded. */
export function rawPath(request: Request): string {
  return targetOf(request)[0];
}

/** The query as it was sent, without its `?`; empty where there is none. */
export function rawQuery(request: Request): string {
  return targetOf(request)[1];
}

/** Path and query. A whole URL is taken as its path would be (RFC 9112 3.2.2); which host it names does not matter. */
function targetOf({ originalUrl }: Request): readonly [path: string, query: string] {
  const target = originalUrl.replace(/^https?:\/\/[^/?]*/i, '');
  const start = target.indexOf('?');
  return start === -1 ? [target, ''] : [target.slice(0, start), target.slice(start + 1)];
}

/** Aborts when the client is gone before its answer was, or was answered that it takes too long; at once if it is so already. */
export function clientSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const gone = () => {
    if (!response.writableFinished || isAnsweredLate(response)) controller.abort();
  };
  if (response.closed) gone();
  else response.once('close', gone);
  return controller.signal;
}
