/**
 * Answers every request within a time limit: otherwise a silent connection would be closed without a response, and an edge
 * in front would send an error of its own. The work that the request waited for is cancelled, unless others wait for it too.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { OnplayError } from '../../shared/errors.js';
import { corsHeaders } from '../headers.js';
import { markAnsweredLate } from '../server/late-answers.js';
import { isPlaybackPath } from '../server/playback-path.js';
import { isIdentified } from '../server/request-id.js';
import { splitTarget } from '../server/request-target.js';
import { toProblem } from './problem.js';

/** Called with each request that got `answer_late`, for the log. */
type LateReport = (request: IncomingMessage, requestId: string) => void;

/** Sets a time limit for a response: after `ms` without response headers, `answer_late` is sent in its place. */
type LimitAnswer = (request: IncomingMessage, response: ServerResponse) => void;

export function answerLimit(ms: number, onLate: LateReport): LimitAnswer {
  return (request, response) => {
    const timer = setTimeout(() => answerLate(request, response, onLate), ms);
    response.once('close', () => clearTimeout(timer));
  };
}

function answerLate(request: IncomingMessage, response: ServerResponse, onLate: LateReport): void {
  if (response.headersSent) return;
  const requestId = isIdentified(request) ? String(request.id) : randomUUID();
  const error = new OnplayError('answer_late', {
    publicDetail: 'The answer takes too long to prepare at the moment. Retry after the time in Retry-After.',
    retryable: true,
    about: 'moment',
  });
  const { status, headers, body } = toProblem(error, requestId);
  const text = JSON.stringify(body);
  const [path] = splitTarget(request.url ?? '');
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
