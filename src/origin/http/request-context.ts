/** What a request says about itself, beside its path. */
import type { Request, Response } from 'express';
import type { AssetId } from '../asset-id.js';
import type { RequestContext } from '../tokens/scope.js';

/** Who asks for an asset, from where, and when. */
export function requestContext(request: Request, asset: AssetId): RequestContext {
  return {
    asset,
    ip: request.ip,
    referrer: request.get('Referer') ?? request.get('Origin'),
    nowSeconds: Date.now() / 1000,
  };
}

/** The query as it was sent; Express's own parser makes arrays and objects of what an attacker likes. */
export function queryOf(request: Request): URLSearchParams {
  const start = request.originalUrl.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : request.originalUrl.slice(start + 1));
}

/** The path as it was sent, still encoded. */
export function rawPath(request: Request): string {
  const start = request.originalUrl.indexOf('?');
  return start === -1 ? request.originalUrl : request.originalUrl.slice(0, start);
}

/** Aborts when the client is gone before its answer was; at once if it is gone already. */
export function clientSignal(response: Response): AbortSignal {
  const controller = new AbortController();
  const gone = () => {
    if (!response.writableFinished) controller.abort();
  };
  if (response.closed) gone();
  else response.once('close', gone);
  return controller.signal;
}
