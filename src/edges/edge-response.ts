/** What an edge answered to one request, and what can be read out of it. */
import type { z } from 'zod';
import { EdgeError } from './edge.js';

export interface EdgeResponse {
  readonly status: number;
  /** As `Retry-After` asked for. */
  readonly retryAfterMs: number | undefined;
  /** The body; undefined where it was longer than is read. */
  readonly text: string | undefined;
}

/** What an adapter knows of a refusal that the status does not say. */
export interface Refusal {
  /** Why, in the edge's own words. */
  readonly reason?: string | undefined;
  /** Whether trying again may help. */
  readonly isTransient?: boolean | undefined;
  /** How long to wait where the answer does not say. */
  readonly retryAfterMs?: number | undefined;
}

const meanings: Readonly<Record<number, string>> = {
  401: ': the credentials are not accepted',
  403: ': the credentials do not allow it',
  404: ': it does not know what its settings name',
  429: ': it was asked too often',
};

/** Whether the edge did what it was asked to, or will (RFC 9110 15.3). */
export function hasAgreed({ status }: EdgeResponse): boolean {
  return status >= 200 && status <= 299;
}

/** The error for an answer that is no agreement. */
export function refused(response: EdgeResponse, refusal: Refusal = {}): EdgeError {
  const { status } = response;
  const { reason, isTransient = isTransientStatus(status) } = refusal;
  const said = reason === undefined ? '' : `; it said: ${reason}`;
  return new EdgeError(`answered ${status}${meanings[status] ?? ''}${said}`, {
    isFinal: !isTransient,
    retryAfterMs: response.retryAfterMs ?? refusal.retryAfterMs,
  });
}

/**
 * The JSON of an agreement.
 *
 * @throws EdgeError for any other answer
 */
export function agreedJson<Value>(response: EdgeResponse, schema: z.ZodType<Value>): Value {
  if (!hasAgreed(response)) throw refused(response);
  const value = jsonIn(response, schema);
  if (value === undefined) throw unreadable(response);
  return value;
}

/** The JSON of any answer; undefined where it is not what the schema says. */
export function jsonIn<Value>({ text }: EdgeResponse, schema: z.ZodType<Value>): Value | undefined {
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The error for an agreement in words that its interface does not have: something else answers in its place. */
export function unreadable({ status, text }: EdgeResponse): EdgeError {
  const what = text === undefined ? 'more than is read' : 'something that is not its answer to a purge';
  return new EdgeError(`answered ${status} with ${what}`);
}

/** The same request may be answered otherwise later (RFC 9110 15.5.9, 15.6, RFC 6585 4). */
function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}
