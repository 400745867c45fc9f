/** Fetches the bytes of a segment from the worker that has produced it, and checks that they are what it has announced. */
import { createHash } from 'node:crypto';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { JobResult } from '../jobs/result.js';

/**
 * - `wrong`: other bytes than announced, or another number of them.
 * - `missing`: the worker has them no more.
 * - `unreachable`: no complete answer in time.
 */
export type FetchProblem = 'wrong' | 'missing' | 'unreachable';

/** Why there are no bytes. The message quotes nothing of the answer. */
export class SegmentFetchError extends Error {
  override readonly name = 'SegmentFetchError';
  readonly problem: FetchProblem;

  constructor(problem: FetchProblem, cause?: unknown) {
    super(`the segment's bytes are ${problem}`, { cause });
    this.problem = problem;
  }
}

/** For the whole exchange. The largest segment over a slow network. */
const TIMEOUT_MS = 15_000;
/** Connections kept to each worker. */
const MAX_SOCKETS = 64;

export class SegmentFetcher {
  readonly #agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS, scheduling: 'lifo' }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS, scheduling: 'lifo' }),
  };
  readonly #timeoutMs: number;

  constructor(timeoutMs = TIMEOUT_MS) {
    this.#timeoutMs = timeoutMs;
  }

  /**
   * The bytes of a result. Redirects are not followed.
   * @param authorization see `authorize`.
   * @throws SegmentFetchError; it is `unreachable` also when the signal aborts.
   */
  async fetch(
    { url, bytes, sha256 }: JobResult,
    authorization: string,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const ending = AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutMs)]);
    const body = await this.#body(url, bytes, authorization, ending);
    if (createHash('sha256').update(body).digest('hex') !== sha256) throw new SegmentFetchError('wrong');
    return body;
  }

  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }

  async #body(url: string, bytes: number, authorization: string, signal: AbortSignal): Promise<Uint8Array> {
    try {
      const response = await this.#request(url, authorization, signal);
      return await readBody(response, bytes);
    } catch (error) {
      if (error instanceof SegmentFetchError) throw error;
      throw new SegmentFetchError('unreachable', error);
    }
  }

  #request(url: string, authorization: string, signal: AbortSignal): Promise<IncomingMessage> {
    const { protocol } = new URL(url);
    const isSecure = protocol === 'https:';
    const agent = this.#agents[isSecure ? 'https:' : 'http:'];
    return new Promise((resolve, reject) => {
      const request = (isSecure ? https : http).request(url, { agent, headers: { authorization }, signal });
      request.once('response', resolve).once('error', reject).end();
    });
  }
}

/** Exactly this many bytes; what is more is not read. */
async function readBody(response: IncomingMessage, bytes: number): Promise<Uint8Array> {
  const { statusCode } = response;
  if (statusCode !== 200) {
    response.destroy();
    throw new SegmentFetchError(statusCode === 404 ? 'missing' : 'unreachable');
  }
  const body = Buffer.allocUnsafe(bytes);
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (length + chunk.byteLength > bytes) throw new SegmentFetchError('wrong');
    length += chunk.copy(body, length);
  }
  if (length < bytes) throw new SegmentFetchError(response.complete ? 'wrong' : 'unreachable');
  return body;
}
