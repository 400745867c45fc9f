/** Requests to other servers that always end: bounded in time and in bytes of the response, without redirects. */

export interface BoundedRequest {
  readonly url: string | URL;
  /** By default GET. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** For the whole exchange: connection, request and response. */
  readonly timeoutMs: number;
  /** How much of the response's body to read, decompressed. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

export interface ResponseHead {
  readonly status: number;
  /** Any 2xx (RFC 9110 15.3). */
  readonly ok: boolean;
  readonly headers: Headers;
}

interface BoundedResponse extends ResponseHead {
  /** The body as UTF-8, empty where there is none; undefined if it is longer than `maxBytes`. */
  readonly text: string | undefined;
}

/**
 * - `aborted`: by the caller's signal; the request may have arrived.
 * - `timeout`: no complete response in time.
 * - `redirect`: the response is a redirect, which is not followed.
 * - `unreachable`: there was no connection, or it broke.
 * - `unsendable`: the URL or a header is not valid; nothing was sent.
 */
type FetchFailureKind = 'aborted' | 'timeout' | 'redirect' | 'unreachable' | 'unsendable';

/** Why there is no complete response. Its message quotes neither URL nor headers: both may be secret. */
export class FetchFailure extends Error {
  override readonly name = 'FetchFailure';
  readonly kind: FetchFailureKind;
  /** The system's error code if the server is unreachable: `ECONNREFUSED`. */
  readonly code: string | undefined;
  /** What arrived before the body failed, or of a redirect. */
  readonly head: ResponseHead | undefined;

  constructor(kind: FetchFailureKind, message: string, { code, head }: FailureDetails) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.head = head;
  }
}

interface FailureDetails {
  readonly code?: string | undefined;
  readonly head: ResponseHead | undefined;
}

/** The statuses that redirect (Fetch Standard, "redirect status"). */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * The response, whatever its status, unless it is a redirect: that could lead where the operator did not mean to send,
 * and take credentials along.
 * @throws FetchFailure if there is no complete response.
 */
export async function boundedFetch(request: BoundedRequest): Promise<BoundedResponse> {
  const { timeoutMs, maxBytes, signal } = request;
  const ending = new AbortController();
  const end = () => ending.abort();
  const timer = setTimeout(end, timeoutMs);
  signal?.addEventListener('abort', end, { once: true });
  let head: ResponseHead | undefined;
  try {
    signal?.throwIfAborted();
    const response = await send(request, ending.signal);
    head = { status: response.status, ok: response.ok, headers: response.headers };
    if (REDIRECTS.has(head.status)) throw await redirect(response, head);
    return { ...head, text: await readText(response, maxBytes) };
  } catch (error) {
    if (error instanceof FetchFailure) throw error;
    if (signal?.aborted) throw new FetchFailure('aborted', 'the request was aborted', { head });
    if (ending.signal.aborted) throw timedOut(timeoutMs, head);
    throw unanswered(error, head);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}

function send(
  { url, method = 'GET', headers = {}, body }: BoundedRequest,
  signal: AbortSignal,
): Promise<Response> {
  return fetch(url, { method, headers, body: body ?? null, redirect: 'manual', signal });
}

/** Undefined if the body is longer than `maxBytes`; the rest of it is not read. */
async function readText({ body }: Response, maxBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function redirect({ body }: Response, head: ResponseHead): Promise<FetchFailure> {
  await body?.cancel().catch(() => undefined);
  return new FetchFailure('redirect', 'the response is a redirect, which is not followed', { head });
}

function timedOut(timeoutMs: number, head: ResponseHead | undefined): FetchFailure {
  return new FetchFailure('timeout', `no complete response within ${timeoutMs / 1000} seconds`, { head });
}

/** Only the system's error code is passed on: messages may quote the URL or a header. */
function unanswered(error: unknown, head: ResponseHead | undefined): FetchFailure {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  // What `fetch` refuses to send has no cause.
  if (!(cause instanceof Error))
    return new FetchFailure('unsendable', 'the request could not be sent', { head });
  const code = 'code' in cause ? cause.code : undefined;
  if (typeof code !== 'string' || !/^[A-Z][A-Z0-9_]{1,60}$/.test(code)) {
    return new FetchFailure('unreachable', 'could not be reached', { head });
  }
  return new FetchFailure('unreachable', `could not be reached (${code})`, { code, head });
}
