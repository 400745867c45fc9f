/** One request to an edge and its response: bounded in time and bytes, without redirects. */
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
  const controller = new AbortController();
  const stop = () => controller.abort();
  const timer = setTimeout(stop, timeoutMs);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body ?? null,
      // A redirect would take the credentials along.
      redirect: 'error',
      signal: controller.signal,
    });
    const retryAfterMs = toRetryAfterMs(response.headers.get('retry-after'), Date.now());
    return { status: response.status, retryAfterMs, text: await readText(response) };
  } catch (error) {
    if (signal.aborted) throw cancelled();
    if (controller.signal.aborted) throw new EdgeError(`did not answer within ${timeoutMs / 1000} seconds`);
    throw unanswered(error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** The error for a request that its caller aborted. */
export function cancelled(): EdgeError {
  return new EdgeError('was cancelled before it answered');
}

/** Undefined if the body is longer than `MAX_BYTES`; the rest of it is not read. */
async function readText(response: Response): Promise<string | undefined> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Only the system's error code is passed on: the message may quote a header. */
function unanswered(error: unknown): EdgeError {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return new EdgeError('could not be sent the request');
  if (cause.message === 'unexpected redirect') {
    return new EdgeError('answered with a redirect, which is not followed', { isFinal: true });
  }
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const isCode = /^[A-Z][A-Z0-9_]{1,40}$/.test(code);
  return new EdgeError(isCode ? `could not be reached (${code})` : 'could not be reached');
}
