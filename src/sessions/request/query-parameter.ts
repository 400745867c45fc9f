/** Reads query parameters of which each may be given once. */
import { OnplayError } from '../../shared/errors.js';

/** How a parameter is read, and what a client is told that it must be. `read` returns undefined for invalid values. */
export interface ParameterRule<Value> {
  readonly read: (text: string) => Value | undefined;
  readonly expected: string;
}

/**
 * The value of a parameter; undefined if it is not given.
 * @throws OnplayError `query_invalid`, naming the parameter that is malformed or given twice.
 */
export function readQueryParameter<Value>(
  query: URLSearchParams,
  name: string,
  { read, expected }: ParameterRule<Value>,
): Value | undefined {
  const [text, ...more] = query.getAll(name);
  if (text === undefined) return undefined;
  const value = more.length === 0 ? read(text) : undefined;
  if (value !== undefined) return value;
  throw new OnplayError('query_invalid', {
    publicDetail: `The query parameter ${name} must be ${expected}, and may be given only once.`,
  });
}

/** A whole number from 1 to `maximum`; undefined for any other text. */
export function wholeNumber(text: string, maximum: number): number | undefined {
  return /^[1-9]\d{0,15}$/.test(text) && Number(text) <= maximum ? Number(text) : undefined;
}
