/** One attempt to deliver one message: a POST signed with the current time (Standard Webhooks 1.0.0, "Webhook headers"). */

import type { Webhook } from 'standardwebhooks';
import { toRetryAfterMs } from '../../edges/index.js';
import { boundedFetch, FetchFailure, type ResponseHead } from '../../shared/bounded-fetch.js';
import { packageVersion } from '../../shared/version.js';
import type { Message } from './message.js';

interface DeliveryAttempt {
  readonly url: URL;
  readonly message: Pick<Message, 'id' | 'payload'>;
  readonly signer: Webhook;
  readonly nowMs: number;
  /** For the whole attempt: connection, request and response. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

type DeliveryOutcome =
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
  try {
    return outcomeOf(await post(attempt), attempt.nowMs);
  } catch (error) {
    return outcomeOfFailure(error, attempt.nowMs);
  }
}

function post({ url, message, signer, nowMs, timeoutMs, signal }: DeliveryAttempt): Promise<ResponseHead> {
  const timestamp = new Date(nowMs);
  return boundedFetch({
    url,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'accept-encoding': 'identity',
      'user-agent': USER_AGENT,
      'webhook-id': message.id,
      'webhook-timestamp': String(Math.floor(nowMs / 1000)),
      'webhook-signature': signer.sign(message.id, timestamp, message.payload),
    },
    body: message.payload,
    timeoutMs,
    maxBytes: MAX_RESPONSE_BYTES,
    signal,
  });
}

function outcomeOf({ ok, status, headers }: ResponseHead, nowMs: number): DeliveryOutcome {
  if (ok) return { kind: 'delivered', status };
  if (status === 410) return { kind: 'gone', status };
  const mayAskToWait = status === 429 || status === 503;
  const retryAfterMs = mayAskToWait ? toRetryAfterMs(headers.get('retry-after'), nowMs) : undefined;
  return { kind: 'failed', status, retryAfterMs };
}

/** Where a status arrived it decides, whatever became of the body; a redirect is one, and not followed. */
function outcomeOfFailure(error: unknown, nowMs: number): DeliveryOutcome {
  if (!(error instanceof FetchFailure)) return { kind: 'failed', reason: 'no answer' };
  if (error.head) return outcomeOf(error.head, nowMs);
  if (error.kind === 'aborted') return { kind: 'aborted' };
  return { kind: 'failed', reason: error.kind === 'timeout' ? 'timeout' : (error.code ?? 'no answer') };
}
