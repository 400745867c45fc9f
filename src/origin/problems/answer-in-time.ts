/**
 * Every request is answered within a time: a connection on which nothing happens would be ended without a word, and an
 * edge in front would answer for itself. What the request waited for is given up, unless others wait for it too.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { OnplayError } from '../../shared/errors.js';
import { corsHeaders } from '../headers.js';
import { markAnsweredLate } from '../server/late-answers.js';
import { isPlaybackPath } from '../server/playback-path.js';
import { toProblem } from './problem.js';

/** Given to each request that is answered late, for the log. */
export type LateReport = (request: IncomingMessage, requestId: string) => void;

/** Has `listener` answer within `ms`; then a problem is sent in its place, and what it still sends is not. */
export function answeredInTime(listener: RequestListener, ms: number, onLate: LateReport): RequestListener {
  return (request, response) => {
    const timer = setTimeout(() => answerLate(request, response, onLate), ms);
    response.once('close', () => clearTimeout(timer));
    listener(request, response);
  };
}

function answerLate(request: IncomingMessage, response: ServerResponse, onLate: LateReport): void {
  if (response.headersSent) return;
  const requestId = String(response.getHeader('X-Request-Id') ?? randomUUID());
  const error = new OnplayError('answer_late', {
    publicDetail: 'The answer takes too long to prepare at the moment. Ask again as Retry-After says.',
    retryable: true,
    about: 'moment',
  });
  const { status, headers, body } = toProblem(error, requestId);
  const text = JSON.stringify(body);
  const [path = ''] = (request.url ?? '').split('?', 1);
  markAnsweredLate(response);
  response.writeHead(status, {
    ...(isPlaybackPath(path) && corsHeaders),
    ...{ 'X-Content-Type-Options': 'nosniff', 'X-Request-Id': requestId },
    ...headers,
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
  onLate(request, requestId);
}
