/** What went wrong on the short way, for the application to answer: it alone knows how problems are told. */
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

const failures = new WeakMap<IncomingMessage, unknown>();

/** To be called before the request is handed to the application. */
export function noteFailure(request: IncomingMessage, error: unknown): void {
  failures.set(request, error);
}

/** Throws what was noted of the request, if anything was. */
export const throwNoted: RequestHandler = (request, _response, next) => {
  if (failures.has(request)) throw failures.get(request);
  next();
};
