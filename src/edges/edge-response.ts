/** The response of an edge to one request, and how adapters read it. */
import type { z } from 'zod';
import { EdgeError } from './edge.js';

export interface EdgeResponse {
  readonly status: number;
  /** From `Retry-After`, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** The body; undefined if it was too long to be read. */
  readonly text: string | undefined;
}

/** What an adapter knows about a refusal beyond its status. */
interface Refusal {
  /** The edge's own message. */
  readonly reason?: string | undefined;
  /** Whether a retry may succeed; by default the status decides. */
  readonly isTransient?: boolean | undefined;
  /** How long to wait if the response has no `Retry-After`. */
  readonly retryAfterMs?: number | undefined;
}

const meanings: Readonly<Record<number, string>> = {
  401: ': the credentials are not accepted',
  403: ': the credentials do not allow it',
  404: ': the edge does not know what the settings name',
  429: ': too many requests',
};

/** Whether the edge did what was requested, or will (any 2xx, RFC 9110 15.3). */
export function isAccepted({ status }: EdgeResponse): boolean {
  return status >= 200 && status <= 299;
}

/** The error for a response that is not a 2xx. */
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
 * The JSON of a 2xx response.
 *
 * @throws EdgeError for any other status, or a body that does not match the schema
 */
export function acceptedJson<Value>(response: EdgeResponse, schema: z.ZodType<Value>): Value {
  if (!isAccepted(response)) throw refused(response);
  const value = jsonIn(response, schema);
  if (value === undefined) throw unreadable(response);
  return value;
}

/** The JSON of any response; undefined if it does not match the schema. */
export function jsonIn<Value>({ text }: EdgeResponse, schema: z.ZodType<Value>): Value | undefined {
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The error for a 2xx whose body is not of the edge's API: something else answers in its place. */
export function unreadable({ status, text }: EdgeResponse): EdgeError {
  const what = text === undefined ? 'a body that is too long' : 'a body that its API does not have';
  return new EdgeError(`answered ${status} with ${what}`);
}

/** Whether the same request may succeed later (RFC 9110 15.5.9, 15.6, RFC 6585 4). */
function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}
