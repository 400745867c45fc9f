import type { z } from 'zod';
import { OnplayError } from '../../shared/errors.js';

/** The query of a request, checked. @throws OnplayError `query_invalid`, whose detail names each parameter that is wrong or given twice. */
export function readQuery<Schema extends z.ZodType>(
  schema: Schema,
  query: URLSearchParams,
): z.output<Schema> {
  const names = [...query.keys()];
  const repeated = names.filter((name, i) => names.indexOf(name) < i);
  if (repeated.length > 0) throw queryInvalid(repeated.map((name) => `${name}: may be given only once`));
  const parsed = schema.safeParse(Object.fromEntries(query));
  if (parsed.success) return parsed.data;
  throw queryInvalid(
    parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the query'}: ${message}`),
  );
}

function queryInvalid(problems: readonly string[]): OnplayError {
  return new OnplayError('query_invalid', { publicDetail: `${problems.join('; ')}.` });
}
