/** The id of a request, by which its problem is found in the log. Requests that are not logged have none. */
import type { IncomingMessage } from 'node:http';

export function isIdentified(request: IncomingMessage): boolean {
  return request.id !== undefined;
}

/** `X-Request-Id` for a request that has an id: its name and value, or nothing. */
export function requestIdHeader(request: IncomingMessage): readonly string[] {
  return isIdentified(request) ? ['X-Request-Id', String(request.id)] : [];
}
