/** One attempt to deliver one message: a POST signed with the current time (Standard Webhooks 1.0.0, "Webhook headers"). */

import type { Webhook } from 'standardwebhooks';
import { toRetryAfterMs } from '../../edges/index.js';
import { packageVersion } from '../../shared/version.js';
import type { Message } from './message.js';

export interface DeliveryAttempt {
  readonly url: URL;
  readonly message: Pick<Message, 'id' | 'payload'>;
  readonly signer: Webhook;
  readonly nowMs: number;
  /** For the whole attempt: connection, request and response. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly status: number }
  /** 410: the endpoint wants no more messages. */
  | { readonly kind: 'gone'; readonly status: number }
  | FailedDelivery
  /** Aborted by the caller; the message may have arrived. */
  | { readonly kind: 'aborted' };

export interface FailedDelivery {
  readonly kind: 'failed';
  /** Absent without a response. */
  readonly status?: number;
  /** Why there was no response, safe to log: `ECONNREFUSED`, `timeout`. */
  readonly reason?: string;
  readonly retryAfterMs?: number | undefined;
}

/** How much of a response body is read, so that its connection can be reused; the content is ignored. */
const MAX_RESPONSE_BYTES = 16 * 1024;
const USER_AGENT = `onplay/${packageVersion()}`;

/** Makes the attempt. Never rejects. Redirects are not followed: they could lead where the operator did not mean to send. */
export async function attemptDelivery(attempt: DeliveryAttempt): Promise<DeliveryOutcome> {
  const { timeoutMs, signal } = attempt;
  const ending = new AbortController();
  const end = () => ending.abort();
  const timer = setTimeout(end, timeoutMs);
  signal.addEventListener('abort', end, { once: true });
  try {
    if (signal.aborted) return { kind: 'aborted' };
    const response = await post(attempt, ending.signal);
    await readSome(response);
    return outcomeOf(response, attempt.nowMs);
  } catch (error) {
    if (signal.aborted) return { kind: 'aborted' };
    return { kind: 'failed', reason: ending.signal.aborted ? 'timeout' : reasonOf(error) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

function post({ url, message, signer, nowMs }: DeliveryAttempt, signal: AbortSignal): Promise<Response> {
  const timestamp = new Date(nowMs);
  return fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'content-type': 'application/json',
      'accept-encoding': 'identity',
      'user-agent': USER_AGENT,
      'webhook-id': message.id,
      'webhook-timestamp': String(Math.floor(nowMs / 1000)),
      'webhook-signature': signer.sign(message.id, timestamp, message.payload),
    },
    body: message.payload,
    signal,
  });
}

function outcomeOf({ ok, status, headers }: Response, nowMs: number): DeliveryOutcome {
  if (ok) return { kind: 'delivered', status };
  if (status === 410) return { kind: 'gone', status };
  const mayAskToWait = status === 429 || status === 503;
  const retryAfterMs = mayAskToWait ? toRetryAfterMs(headers.get('retry-after'), nowMs) : undefined;
  return { kind: 'failed', status, retryAfterMs };
}

/** Ignores errors: the status has already decided the outcome. */
async function readSome({ body }: Response): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > MAX_RESPONSE_BYTES) break;
    }
  } catch {
    // The body was cut short or timed out.
  }
}

/** The system's error code; the message might quote the URL, which may hold a secret. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'no answer';
}
