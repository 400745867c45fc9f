/** The last handlers: what no route took, and what any of them threw. */
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { OnplayError } from '../../errors.js';
import { toProblem } from '../problem.js';

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

/** Before the first byte a problem is sent; after it, the connection is all that can be ended. */
export const sendProblem: ErrorRequestHandler = (thrown, request, response, _next) => {
  const error = fromExpress(thrown);
  const { status, headers, body } = toProblem(error, String(request.id));
  const level = status >= 500 && status !== 503 ? 'error' : 'info';
  const cause = error instanceof OnplayError ? error.cause : error;
  request.log[level]({ code: body.code, status, err: cause }, 'request failed');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.removeHeader('ETag');
  response
    .status(status)
    .set(headers)
    .end(request.method === 'HEAD' ? undefined : JSON.stringify(body));
};

/** Express and its body parser throw errors that carry a status. */
function fromExpress(error: unknown): unknown {
  const { status } = error as { status?: unknown };
  if (error instanceof OnplayError || typeof status !== 'number') return error;
  if (status === 413) {
    return new OnplayError('body_too_large', {
      publicDetail: 'The request body is too large.',
      cause: error,
    });
  }
  const publicDetail = 'The request cannot be understood.';
  return status < 500 ? new OnplayError('request_malformed', { publicDetail, cause: error }) : error;
}
