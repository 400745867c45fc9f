/** One request to an edge and its answer: bounded in time and in bytes, and never led elsewhere. */
import { EdgeError } from './edge.js';
import type { EdgeResponse } from './edge-response.js';
import { toRetryAfterMs } from './retry-after.js';

export interface EdgeRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** From the first byte sent to the last byte read. Every provider answers at once and does the work later. */
const LONGEST_MS = 10_000;
/** Answers are a line or two. */
const MOST_BYTES = 64 * 1024;

/**
 * What the edge answered, whatever it was.
 *
 * @throws EdgeError when there was no answer. Says nothing of the request: its URL and headers may be secret.
 */
export async function exchange(
  { method, url, headers, body }: EdgeRequest,
  signal: AbortSignal,
  longestMs = LONGEST_MS,
): Promise<EdgeResponse> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const timer = setTimeout(stop, longestMs);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body ?? null,
      // It would take the credentials along.
      redirect: 'error',
      signal: controller.signal,
    });
    const retryAfterMs = toRetryAfterMs(response.headers.get('retry-after'), Date.now());
    return { status: response.status, retryAfterMs, text: await readText(response) };
  } catch (error) {
    if (signal.aborted) throw calledOff();
    if (controller.signal.aborted) throw new EdgeError(`did not answer within ${longestMs / 1000} seconds`);
    throw unanswered(error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** The error for what was given up by who asked for it. */
export function calledOff(): EdgeError {
  return new EdgeError('was called off before it answered');
}

/** Undefined where the body is longer than is read; the rest of it is not waited for. */
async function readText(response: Response): Promise<string | undefined> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Of what was thrown only the system's code is told: the rest may quote a header. */
function unanswered(error: unknown): EdgeError {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return new EdgeError('could not be asked');
  if (cause.message === 'unexpected redirect') {
    return new EdgeError('answered with a redirect, which is not followed', { isFinal: true });
  }
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const isCode = /^[A-Z][A-Z0-9_]{1,40}$/.test(code);
  return new EdgeError(isCode ? `could not be reached (${code})` : 'could not be reached');
}
