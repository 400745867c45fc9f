import type { IncomingHttpHeaders } from 'node:http';

/** The value of a header that may occur only once; `name` is in lower case. Undefined if absent or repeated. */
export function headerValue(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
