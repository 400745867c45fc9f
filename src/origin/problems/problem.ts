/** Turns whatever was thrown into an answer (RFC 9457) that tells a person what to do and leaks nothing. */
import { OnplayError, UNFORESEEN_DETAIL } from '../../shared/errors.js';
import { isProblemCode, problemDefinition } from './problem-table.js';

/** The members of an `application/problem+json` body (RFC 9457 3.1), and the stable code to match on. */
export interface ProblemBody {
  /** `urn:onplay:problem:` and the code. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  /** The id of the request, which is in the log too. */
  readonly instance: string;
}

/** A whole answer except for headers that only the route knows, as `Allow` to 405 and `Content-Range` to 416. */
export interface ProblemResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemBody;
}

/** The answer to any thrown value. What is not an OnplayError with a known code says no more than `internal_error`. */
export function toProblem(error: unknown, requestId: string): ProblemResponse {
  const known = error instanceof OnplayError && isProblemCode(error.code) ? error : undefined;
  const definition = problemDefinition(known?.code ?? 'internal_error');
  const { code, status, title } = definition;
  const detail = known?.publicDetail ?? UNFORESEEN_DETAIL;
  return {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      ...definition.caching,
      ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
      ...(definition.retryAfterSeconds !== undefined && {
        'Retry-After': String(definition.retryAfterSeconds),
      }),
    },
    body: {
      ...known?.extensions,
      ...{ type: `urn:onplay:problem:${code}`, title, status, detail, code, instance: requestId },
    },
  };
}
