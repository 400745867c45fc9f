/** A fake origin: answers with Onplay's headers, records its requests, and can be slow, failing or down. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { corsHeaders, preflightHeaders } from '../../../../src/origin/headers.js';
import { eventually } from './eventually.js';
import { surrogateKeysOf } from './media.js';

/** A request that came through the edge. */
export interface Arrived {
  readonly method: string;
  /** As it was sent, with its query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** Index of the connection, in the order in which they were opened. */
  readonly connection: number;
}

/** How long a response may be cached, in seconds. */
export interface Lifetime {
  readonly maxAge: number;
  readonly whileRevalidating?: number;
  readonly ifError?: number;
}

/** How a response differs from that for an ordinary segment. */
export interface Answer {
  readonly status?: number;
  /** Added to the usual ones or replacing them; one that is undefined is not sent. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly lifetime?: Lifetime;
  readonly body?: string;
  /** The response is delayed until this resolves. */
  readonly after?: Promise<unknown>;
}

const AN_HOUR: Lifetime = { maxAge: 3600, whileRevalidating: 60, ifError: 86_400 };

/** Caching as src/origin/cache-policy.ts defines it for problems. */
export const NOT_FOUND: Answer = {
  status: 404,
  headers: {
    ...{ 'Cache-Control': 'public, max-age=5', 'CDN-Cache-Control': 'max-age=5' },
    ...{ ETag: undefined, 'Surrogate-Key': undefined, 'Cache-Tag': undefined, 'Edge-Cache-Tag': undefined },
  },
};

export class FakeOrigin {
  #server = this.#create();
  readonly #answers = new Map<string, Answer>();
  readonly #unknown = new Set<string>();
  readonly #connections = new Map<Socket, number>();
  #port = 0;
  /** All requests so far, except those for `/readyz`. */
  readonly arrived: Arrived[] = [];

  static async start(): Promise<FakeOrigin> {
    const origin = new FakeOrigin();
    await origin.startAgain();
    return origin;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts it again on the same port. */
  async startAgain(): Promise<void> {
    this.#server = this.#create();
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Closes all connections at once, as if the machine had gone. */
  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** Sets the response for media of this name, or for any other path. */
  answer(name: string, answer: Answer): void {
    this.#answers.set(name, answer);
  }

  /** Answers 404 for all media of this asset, given by its path in URLs, except what `answer` has set. */
  hasNone(asset: string): void {
    this.#unknown.add(asset);
  }

  /** Number of requests for media of this name, or for another path. */
  count(name: string): number {
    return this.requestsFor(name).length;
  }

  requestsFor(name: string): readonly Arrived[] {
    return this.arrived.filter(({ target }) => nameOf(target) === name);
  }

  /** Resolves when it has received that many requests. */
  async received(name: string, times = 1): Promise<void> {
    await eventually(() => this.count(name) >= times);
  }

  #create() {
    const server = createServer((request, response) => void this.#arrived(request, response));
    // A proxy's connection must not be closed while a request is on its way.
    server.keepAliveTimeout = 60_000;
    server.on('connection', (socket) => this.#connections.set(socket, this.#connections.size));
    return server;
  }

  async #arrived(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: target = '', headers } = request;
    if (target === '/readyz') {
      response.end('{"status":"ready"}');
      return;
    }
    this.arrived.push({ method, target, headers, connection: this.#connections.get(request.socket) ?? -1 });
    const name = nameOf(target);
    const answer = this.#answers.get(name) ?? (this.#unknown.has(assetOf(name)) ? NOT_FOUND : {});
    await answer.after;
    if (method === 'OPTIONS') response.writeHead(204, { ...corsHeaders, ...preflightHeaders }).end();
    else send(request, response, name, answer);
  }
}

/** The `name` of `/-/{grant}/{name}`; any other path without its query. */
function nameOf(target: string): string {
  const path = target.replace(/\?.*$/s, '');
  return /^\/-\/[^/]+\/(.+)$/.exec(path)?.[1] ?? path;
}

/** The asset's path in URLs. */
function assetOf(name: string): string {
  return name.split('/').slice(0, -2).join('/');
}

function send(request: IncomingMessage, response: ServerResponse, name: string, answer: Answer): void {
  const isText = name.endsWith('.m3u8');
  const isZipped = isText && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const text = Buffer.from(answer.body ?? `the bytes of ${name}`);
  const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 16)}${isZipped ? '-gzip' : ''}"`;
  const { status = 200 } = answer;
  const headers = withoutUndefined({
    ...usualHeaders(name, answer.lifetime ?? AN_HOUR),
    ETag: etag,
    ...answer.headers,
  });
  if (status === 200 && request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  if (status === 204) {
    response.writeHead(204, headers).end();
    return;
  }
  const body = isZipped ? gzipSync(text) : text;
  response.writeHead(status, {
    ...headers,
    ...(isText ? { Vary: 'Accept-Encoding' } : { 'Accept-Ranges': 'bytes' }),
    ...(isZipped && { 'Content-Encoding': 'gzip' }),
    'Content-Type': isText ? 'application/vnd.apple.mpegurl' : 'video/mp4',
    'Content-Length': String(body.byteLength),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function usualHeaders(name: string, { maxAge, whileRevalidating = 0, ifError = 0 }: Lifetime) {
  const stale = `stale-while-revalidate=${whileRevalidating}, stale-if-error=${ifError}`;
  const keys = surrogateKeysOf(name);
  return {
    ...corsHeaders,
    'Cache-Control': `public, max-age=31536000, s-maxage=${maxAge}, immutable, ${stale}`,
    'CDN-Cache-Control': `max-age=${maxAge}, ${stale}`,
    'Surrogate-Key': keys?.join(' '),
    'Cache-Tag': keys?.join(','),
    'Edge-Cache-Tag': keys?.join(','),
    'Cache-Status': 'onplay; hit',
  };
}

function withoutUndefined(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined),
  );
}
