/** What ends a request without a result: it has no route, its method is not allowed, or its route has failed. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { OnplayError } from '../../shared/errors.js';
import { cachePolicy } from '../cache-policy.js';
import { setHeaders } from '../headers.js';
import { isAnsweredLate } from '../server/late-answers.js';
import { fromExpressError } from './express-error.js';
import { toProblem } from './problem.js';

/** For requests without a route. */
export function routeUnknown(): OnplayError {
  return new OnplayError('route_unknown', { publicDetail: 'There is nothing at this URL.' });
}

/**
 * Sets `Allow` (RFC 9110 15.5.6) where the method of a request is another one.
 * @throws OnplayError `method_not_allowed`.
 */
export function assertMethod(
  { method = '' }: IncomingMessage,
  response: ServerResponse,
  methods: readonly string[],
): void {
  if (methods.includes(method)) return;
  const allowed = methods.join(', ');
  response.setHeader('Allow', allowed);
  throw new OnplayError('method_not_allowed', { publicDetail: `Only ${allowed} can be used here.` });
}

/** Middleware that answers other methods with 405. */
export function allowOnly(...methods: readonly string[]): RequestHandler {
  return (request, response, next) => {
    assertMethod(request, response, methods);
    next();
  };
}

/** Middleware for requests that no route has handled. */
export const unknownRoutes: RequestHandler = () => {
  throw routeUnknown();
};

/** Middleware that answers with the problem of an error. */
export const problems: ErrorRequestHandler = (error, request, response, _next) =>
  sendProblem(error, request, response);

/** In bytes: more than any body but those of uploads. */
const MAX_READ_BODY = 64 * 1024;

/** Headers that belong to the content, and are removed when a problem is sent in its place. */
const CONTENT_HEADERS = ['Accept-Ranges', 'Content-Encoding', 'ETag', 'Last-Modified', 'Link'];

/**
 * Sends the problem of an error, in addition to the headers that are set already, and logs it. If a byte was sent before, it
 * can only end the connection.
 */
export function sendProblem(error: unknown, request: IncomingMessage, response: ServerResponse): void {
  if (isOver(request, response)) {
    request.log.debug({ err: error }, 'the request failed after its client had left or was answered');
    return;
  }
  const normalized = fromExpressError(error, response);
  const { status, headers, body } = toProblem(normalized, String(request.id));
  const level = status >= 500 && status !== 503 ? 'error' : 'info';
  const cause = normalized instanceof OnplayError ? normalized.cause : normalized;
  request.log[level]({ code: body.code, status, err: cause }, 'request failed');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const text = JSON.stringify(body);
  for (const header of CONTENT_HEADERS) response.removeHeader(header);
  setHeaders(response, { ...headers, ...(isUncacheable(response) && cachePolicy.none) });
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.setHeader('X-Request-Id', String(request.id));
  if (hasLongUnreadBody(request)) response.setHeader('Connection', 'close');
  response.statusCode = status;
  response.end(request.method === 'HEAD' ? undefined : text);
}

/** Node would read the rest of a body, such as a film whose upload is refused, to use the connection again. */
function hasLongUnreadBody({ complete, headers }: IncomingMessage): boolean {
  if (complete) return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > MAX_READ_BODY;
}

/** Whether the client has left, which is no error, or was already answered with `answer_late`. */
function isOver(request: IncomingMessage, response: ServerResponse): boolean {
  return response.destroyed || request.socket.destroyed || isAnsweredLate(response);
}

/** Whether the route had already forbidden caching before it failed. */
function isUncacheable(response: ServerResponse): boolean {
  return response.getHeader('Cache-Control') === cachePolicy.none['Cache-Control'];
}
