/**
 * Requests documents of ad servers. Nothing of them is trusted: not where they lead, not that they end, not how large they are, not
 * what their media type says.
 */
import { followRedirects } from '../../shared/outbound/follow-redirects.js';
import { GuardedConnections } from '../../shared/outbound/guarded-connections.js';
import type { ConnectorOptions } from '../../shared/outbound/guarded-connector.js';
import { type AllowedHosts, readOutboundUrl } from '../../shared/outbound/outbound-url.js';
import { packageVersion } from '../../shared/version.js';
import { MAX_DOCUMENT_BYTES } from '../documents/limits.js';
import { AdFailure, adFailureOf } from './ad-failure.js';

export interface AdServersOptions extends ConnectorOptions {
  /** See `isHostPattern`. */
  readonly allowedHosts: readonly string[];
}

/** To one host at once; further requests wait, no longer than their time-out. */
const MAX_CONNECTIONS = 64;
/** What an answer without content means (204). */
const NO_ADS = '<VAST/>';

export class AdServers {
  readonly #connections: GuardedConnections;
  readonly #allowed: AllowedHosts;

  constructor(options: AdServersOptions) {
    this.#connections = new GuardedConnections(options, MAX_CONNECTIONS);
    this.#allowed = { allowedHosts: options.allowedHosts, setting: 'ONPLAY_AD_SERVERS' };
  }

  /**
   * The text of a document of at most `MAX_DOCUMENT_BYTES`.
   * @param onBytes called with what has come of it; where it throws, the rest is not read.
   * @param signal aborts when the time for it is over; the promise settles then, whatever the server does.
   * @throws AdFailure
   */
  async fetch(url: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<string> {
    let host = '';
    try {
      const start = readOutboundUrl(url, this.#allowed);
      host = start.host;
      signal.throwIfAborted();
      return await unlessAborted(signal, this.#read(start, signal, onBytes));
    } catch (error) {
      throw adFailureOf(error, host, signal.aborted);
    }
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await this.#connections.close();
  }

  async #read(start: URL, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<string> {
    const { request } = await import('undici');
    const dispatcher = await this.#connections.agent();
    const { url, response } = await followRedirects(start, this.#allowed, async (at) => {
      const answer = await request(at, {
        ...{ dispatcher, signal },
        headers: { 'accept-encoding': 'identity', 'user-agent': `onplay/${packageVersion()}` },
      });
      // Where it fails before it is read, no one waits for the error.
      answer.body.on('error', () => undefined);
      return answer;
    });
    const { statusCode, headers, body } = response;
    const encoding = headers['content-encoding'] ?? 'identity';
    if (statusCode !== 200 || encoding !== 'identity') {
      body.destroy();
      if (statusCode === 204) return NO_ADS;
      const detail =
        statusCode === 200 ? 'it sends a compressed form' : `it answers with status ${statusCode}`;
      throw new AdFailure({ code: 'ad_server_failed', host: url.host, detail });
    }
    return readText(body, url.host, onBytes);
  }
}

async function readText(
  body: AsyncIterable<Uint8Array>,
  host: string,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop destroys the body.
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_DOCUMENT_BYTES) throw new AdFailure({ code: 'ad_answer_too_large', host });
    onBytes(chunk.byteLength);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Rejects as soon as the signal aborts: looking up a name, for one, cannot be ended. */
function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
