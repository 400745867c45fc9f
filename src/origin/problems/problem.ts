/** Turns any thrown value into a problem response (RFC 9457) that says what to do and leaks nothing internal. */
import { OnplayError, UNEXPECTED_DETAIL } from '../../shared/errors.js';
import { isProblemCode, problemDefinition } from './problem-table.js';

/** The members of an `application/problem+json` body (RFC 9457 3.1), plus `code`, which is stable and for programs. */
export interface ProblemBody {
  /** `urn:onplay:problem:` and the code. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  /** The id of the request, which is also in the log. */
  readonly instance: string;
}

/** A complete response, except for headers that only the route knows: `Allow` for 405 and `Content-Range` for 416. */
interface ProblemResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemBody;
}

/** The response to any thrown value: generic `internal_error` unless it is an OnplayError with a known code. */
export function toProblem(error: unknown, requestId: string): ProblemResponse {
  const known = error instanceof OnplayError && isProblemCode(error.code) ? error : undefined;
  const definition = problemDefinition(known?.code ?? 'internal_error');
  const { code, status, title } = definition;
  const detail = known?.publicDetail ?? UNEXPECTED_DETAIL;
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
