/** The facts about a request that access checks need, its target as it was sent, and its client's abort signal. */

import type { ServerResponse } from 'node:http';
import type { Request } from 'express';
import type { RequestContext } from '../../access/index.js';
import type { AssetId } from '../../shared/asset-id.js';
import { isAnsweredLate } from './late-answers.js';
import { splitTarget } from './request-target.js';

/** The context in which a token or a grant is verified: asset, client address, referrer and time. */
export function requestContext(request: Request, asset: AssetId): RequestContext {
  return {
    asset,
    ip: request.ip,
    referrer: request.headers.referer ?? request.headers.origin,
    nowSeconds: Date.now() / 1000,
  };
}

/** The query as it was sent; Express's own parser builds arbitrary arrays and objects from hostile input. */
export function queryOf(request: Request): URLSearchParams {
  return new URLSearchParams(rawQuery(request));
}

/** The path as it was sent, still percent-encoded. */
export function rawPath(request: Request): string {
  return splitTarget(request.originalUrl)[0];
}

/** The query as it was sent, without its `?`; empty if there is none. */
export function rawQuery(request: Request): string {
  return splitTarget(request.originalUrl)[1];
}

/** Aborts when the client leaves before its response is sent, or gets `answer_late`; already aborted if that has happened. */
export function clientSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const gone = () => {
    if (!response.writableFinished || isAnsweredLate(response)) controller.abort();
  };
  if (response.closed) gone();
  else response.once('close', gone);
  return controller.signal;
}
