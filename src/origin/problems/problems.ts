/** The last handlers: what no route took, and what any of them threw. */

import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { OnplayError } from '../../shared/errors.js';
import { cachePolicy } from '../cache-policy.js';
import { isAnsweredLate } from '../server/late-answers.js';
import { fromExpress } from './express-errors.js';
import { toProblem } from './problem.js';

/** For whatever no route has taken. */
export const routeUnknown: RequestHandler = () => {
  throw new OnplayError('route_unknown', { publicDetail: 'There is nothing at this URL.' });
};

/** 405 with what is allowed instead (RFC 9110 15.5.6). */
export function allowOnly(...methods: readonly string[]): RequestHandler {
  return (request, response, next) => {
    if (methods.includes(request.method)) return next();
    response.set('Allow', methods.join(', '));
    throw new OnplayError('method_not_allowed', {
      publicDetail: `Only ${methods.join(', ')} can be used here.`,
    });
  };
}

/** What belongs to the content that could not be sent. */
const CONTENT_HEADERS = ['Accept-Ranges', 'Content-Encoding', 'ETag', 'Last-Modified', 'Link'];

/** Before the first byte a problem is sent; after it, the connection is all that can be ended. */
export const sendProblem: ErrorRequestHandler = (thrown, request, response, _next) => {
  if (isOver(request, response)) {
    request.log.debug({ err: thrown }, 'nobody waits for the answer');
    return;
  }
  const error = fromExpress(thrown, response);
  const { status, headers, body } = toProblem(error, String(request.id));
  const level = status >= 500 && status !== 503 ? 'error' : 'info';
  const cause = error instanceof OnplayError ? error.cause : error;
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
      ...(keepsNothing(response) && cachePolicy.none),
      'Content-Length': String(Buffer.byteLength(text)),
    })
    .end(request.method === 'HEAD' ? undefined : text);
};

/** Whether the client has left, which is no error, or has had its answer. */
function isOver(request: Request, response: Response): boolean {
  return response.destroyed || request.socket.destroyed || isAnsweredLate(response);
}

/** A route whose answers nobody may keep has said so before it failed. */
function keepsNothing(response: Response): boolean {
  return response.get('Cache-Control') === cachePolicy.none['Cache-Control'];
}
