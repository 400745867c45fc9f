/** Requests tracking URLs for a viewer. The hosts are whatever an ad server names, at public addresses; what they answer is not read. */
import { isIP } from 'node:net';
import type { Dispatcher } from 'undici';
import { discard, followRedirects } from '../../shared/outbound/follow-redirects.js';
import { GuardedConnections } from '../../shared/outbound/guarded-connections.js';
import type { ConnectorOptions } from '../../shared/outbound/guarded-connector.js';
import { OutboundFailure } from '../../shared/outbound/outbound-failure.js';
import { readOutboundUrl } from '../../shared/outbound/outbound-url.js';
import { packageVersion } from '../../shared/version.js';
import { MAX_CONNECTIONS } from './host-turns.js';

/** For whom a URL is requested. */
export interface TrackedViewer {
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
}

/** `failed` is not worth another attempt; `reason` may be logged, as there is nothing of the URL in it. */
export type TrackingAnswer =
  | { readonly kind: 'requested' }
  | { readonly kind: 'failed' | 'again'; readonly reason: string };

/** Any host: who is told of an ad, its ad server says. */
const ANY_HOST = { allowedHosts: ['*'], setting: '' };
/** For all redirects together. */
const TIMEOUT_MS = 5000;
/** No browser's is longer. */
const MAX_USER_AGENT = 512;
/** Statuses of servers that may answer otherwise in a moment. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);
const PASSED_CODE = /^[A-Z][A-Z0-9_]{1,60}$/;

export class TrackingClient {
  readonly #connections: GuardedConnections;

  constructor(options: ConnectorOptions) {
    this.#connections = new GuardedConnections(options, MAX_CONNECTIONS);
  }

  /** Makes one attempt, which takes five seconds at most. Never rejects. */
  async request(url: string, viewer: TrackedViewer, signal: AbortSignal): Promise<TrackingAnswer> {
    const over = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    try {
      return await this.#get(url, headersOf(viewer), over);
    } catch (error) {
      if (error instanceof OutboundFailure) return { kind: 'failed', reason: error.message };
      if (over.aborted) return { kind: 'again', reason: 'no answer in time' };
      return { kind: 'again', reason: reasonOf(error) };
    }
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await this.#connections.close();
  }

  async #get(
    url: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<TrackingAnswer> {
    const { request } = await import('undici');
    const dispatcher = await this.#connections.agent();
    const { response } = await followRedirects(readOutboundUrl(url, ANY_HOST), ANY_HOST, async (at) => {
      const answer = await request(at, { dispatcher, signal, headers });
      answer.body.on('error', () => undefined);
      return answer;
    });
    await discard(response);
    return answerOf(response);
  }
}

function answerOf({ statusCode }: Dispatcher.ResponseData): TrackingAnswer {
  if (statusCode < 400) return { kind: 'requested' };
  return { kind: LATER.has(statusCode) ? 'again' : 'failed', reason: `it answers with status ${statusCode}` };
}

/**
 * What a server says that requests on behalf of a device (VAST 4.3, server-side ad insertion): who requests in `User-Agent`, the device in others.
 * `X-Forwarded-For` is for trackers that do not know `X-Device-IP`.
 */
function headersOf({ address = '', userAgent = '' }: TrackedViewer): Readonly<Record<string, string>> {
  const device = userAgent.replace(/[^\x20-\x7e]/g, '').slice(0, MAX_USER_AGENT);
  return {
    ...{ 'accept-encoding': 'identity', 'user-agent': `onplay/${packageVersion()}` },
    ...(isIP(address) !== 0 && { 'x-device-ip': address, 'x-forwarded-for': address }),
    ...(device !== '' && { 'x-device-user-agent': device }),
  };
}

/** Only the code of an error is passed on: its message may quote the URL. */
function reasonOf(error: unknown): string {
  const { code } = Object(error) as NodeJS.ErrnoException;
  return typeof code === 'string' && PASSED_CODE.test(code) ? code : 'it broke off';
}
