/** Turns the errors of Express, its body parser and its file sender, which have a status, into OnplayErrors. */
import type { ServerResponse } from 'node:http';
import { OnplayError } from '../../shared/errors.js';

/** The OnplayError for such an error, with the headers its response needs set on `response`; other errors unchanged. */
export function fromExpressError(error: unknown, response: ServerResponse): unknown {
  if (error instanceof OnplayError || typeof error !== 'object' || error === null) return error;
  const { status, type, headers } = error as { status?: unknown; type?: unknown; headers?: unknown };
  if (typeof status !== 'number' || status < 400 || status > 499) return error;
  const range = (headers as Record<string, string> | undefined)?.['Content-Range'];
  if (status === 416 && range !== undefined) response.setHeader('Content-Range', range);
  const [code, publicDetail] = meaning(status, type);
  return new OnplayError(code, { publicDetail, cause: error });
}

function meaning(status: number, type: unknown): readonly [code: string, publicDetail: string] {
  if (type === 'entity.parse.failed') return ['body_invalid', 'The request body is not JSON.'];
  if (status === 404) return ['route_unknown', 'There is nothing at this URL.'];
  if (status === 413) return ['body_too_large', 'The request body is too large.'];
  if (status === 415) {
    return ['content_type_unsupported', 'The request body must be JSON in UTF-8, not compressed.'];
  }
  if (status === 416) return ['range_not_satisfiable', 'The range lies beyond the end of the content.'];
  return ['request_malformed', 'The request cannot be understood.'];
}
