/** The last handlers of the application: for requests without a route, and for errors of routes. */

import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { OnplayError } from '../../shared/errors.js';
import { cachePolicy } from '../cache-policy.js';
import { isAnsweredLate } from '../server/late-answers.js';
import { normalizeError } from './normalize-error.js';
import { toProblem } from './problem.js';

/** For requests that no route has handled. */
export const routeUnknown: RequestHandler = () => {
  throw new OnplayError('route_unknown', { publicDetail: 'There is nothing at this URL.' });
};

/** Middleware that answers other methods with 405 and the allowed ones in `Allow` (RFC 9110 15.5.6). */
export function allowOnly(...methods: readonly string[]): RequestHandler {
  return (request, response, next) => {
    if (methods.includes(request.method)) return next();
    response.set('Allow', methods.join(', '));
    throw new OnplayError('method_not_allowed', {
      publicDetail: `Only ${methods.join(', ')} can be used here.`,
    });
  };
}

/** Headers that belong to the content, and are removed when a problem is sent in its place. */
const CONTENT_HEADERS = ['Accept-Ranges', 'Content-Encoding', 'ETag', 'Last-Modified', 'Link'];

/** Sends a problem if no byte was sent yet; after that, it can only end the connection. */
export const sendProblem: ErrorRequestHandler = (error, request, response, _next) => {
  if (isOver(request, response)) {
    request.log.debug({ err: error }, 'the request failed after its client had left or was answered');
    return;
  }
  const normalized = normalizeError(error, response);
  const { status, headers, body } = toProblem(normalized, String(request.id));
  const level = status >= 500 && status !== 503 ? 'error' : 'info';
  const cause = normalized instanceof OnplayError ? normalized.cause : normalized;
  request.log[level]({ code: body.code, status, err: cause }, 'request failed');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const header of CONTENT_HEADERS) response.removeHeader(header);
  const text = JSON.stringify(body);
  response
    .status(status)
    .set({
      ...headers,
      ...(isUncacheable(response) && cachePolicy.none),
      'Content-Length': String(Buffer.byteLength(text)),
    })
    .end(request.method === 'HEAD' ? undefined : text);
};

/** Whether the client has left, which is no error, or was already answered with `answer_late`. */
function isOver(request: Request, response: Response): boolean {
  return response.destroyed || request.socket.destroyed || isAnsweredLate(response);
}

/** Whether the route had already forbidden caching before it failed. */
function isUncacheable(response: Response): boolean {
  return response.get('Cache-Control') === cachePolicy.none['Cache-Control'];
}
