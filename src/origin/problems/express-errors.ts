/** Express, its body parser and its file sender throw errors that carry a status. */
import type { Response } from 'express';
import { OnplayError } from '../../shared/errors.js';

/** What such an error means in words of ours, with the headers its answer needs; anything else as it was thrown. */
export function fromExpress(thrown: unknown, response: Response): unknown {
  if (thrown instanceof OnplayError || typeof thrown !== 'object' || thrown === null) return thrown;
  const { status, type, headers } = thrown as { status?: unknown; type?: unknown; headers?: unknown };
  if (typeof status !== 'number' || status < 400 || status > 499) return thrown;
  const range = (headers as Record<string, string> | undefined)?.['Content-Range'];
  if (status === 416 && range !== undefined) response.set('Content-Range', range);
  const [code, publicDetail] = meaning(status, type);
  return new OnplayError(code, { publicDetail, cause: thrown });
}

function meaning(status: number, type: unknown): readonly [code: string, publicDetail: string] {
  if (type === 'entity.parse.failed') return ['body_invalid', 'The request body is not JSON.'];
  if (status === 404) return ['route_unknown', 'There is nothing at this URL.'];
  if (status === 413) return ['body_too_large', 'The request body is too large.'];
  if (status === 415) {
    return ['content_type_unsupported', 'The request body has to be JSON in UTF-8, not compressed.'];
  }
  if (status === 416) return ['range_not_satisfiable', 'The range lies beyond the end of the content.'];
  return ['request_malformed', 'The request cannot be understood.'];
}
