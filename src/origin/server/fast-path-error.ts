/** Passes errors of the fast path to the application, which alone sends problems. */
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

const failures = new WeakMap<IncomingMessage, unknown>();

/** Stores the error for `rethrowFastPathError`. To be called before the request is passed to the application. */
export function noteFastPathError(request: IncomingMessage, error: unknown): void {
  failures.set(request, error);
}

/** Middleware: throws the stored error of the request, if there is one. */
export const rethrowFastPathError: RequestHandler = (request, _response, next) => {
  if (failures.has(request)) throw failures.get(request);
  next();
};
