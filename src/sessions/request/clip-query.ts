import { type ClipRange, MOMENT_FORM, parseClipMoment } from '../../shared/clip.js';
import { readQueryParameter } from './query-parameter.js';

const MOMENT = { read: parseClipMoment, expected: MOMENT_FORM };

/**
 * The part of an asset that the parameters `start` and `end` name, within what the token allows; undefined without either.
 * @throws OnplayError `query_invalid`, naming the parameter that is malformed or given twice.
 */
export function readClipQuery(query: URLSearchParams): ClipRange | undefined {
  const start = readQueryParameter(query, 'start', MOMENT);
  const end = readQueryParameter(query, 'end', MOMENT);
  return (start ?? end) && { ...(start && { start }), ...(end && { end }) };
}
