/** One request to an edge and its response, within the bounds of edges; and what a failure is called in receipts. */
import { boundedFetch, FetchFailure } from '../shared/bounded-fetch.js';
import { EdgeError } from './edge.js';
import type { EdgeResponse } from './edge-response.js';
import { toRetryAfterMs } from './retry-after.js';

export interface EdgeRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** For the whole exchange. Every provider responds immediately and purges later. */
const TIMEOUT_MS = 10_000;
/** Response bodies are a line or two. */
const MAX_BYTES = 64 * 1024;

/**
 * The response of the edge, whatever its status.
 *
 * @throws EdgeError if there was none. Its message does not quote the request: URL and headers may be secret.
 */
export async function exchange(
  { method, url, headers, body }: EdgeRequest,
  signal: AbortSignal,
  timeoutMs = TIMEOUT_MS,
): Promise<EdgeResponse> {
  try {
    const bounds = { timeoutMs, maxBytes: MAX_BYTES, signal };
    const { status, headers: answered, text } = await boundedFetch({ url, method, headers, body, ...bounds });
    return { status, retryAfterMs: toRetryAfterMs(answered.get('retry-after'), Date.now()), text };
  } catch (error) {
    throw error instanceof FetchFailure ? unanswered(error, timeoutMs) : error;
  }
}

/** The error for a request that its caller aborted. */
export function cancelled(): EdgeError {
  return new EdgeError('was cancelled before it answered');
}

function unanswered({ kind, code }: FetchFailure, timeoutMs: number): EdgeError {
  switch (kind) {
    case 'aborted':
      return cancelled();
    case 'timeout':
      return new EdgeError(`did not answer within ${timeoutMs / 1000} seconds`);
    case 'redirect':
      return new EdgeError('answered with a redirect, which is not followed', { isFinal: true });
    case 'unsendable':
      return new EdgeError('could not be sent the request');
    case 'unreachable':
      return new EdgeError(code === undefined ? 'could not be reached' : `could not be reached (${code})`);
  }
}
