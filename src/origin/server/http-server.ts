/** The lifetime of the HTTP server, and the limits that keep any client from blocking it. */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { within } from '../../shared/deadline.js';
import { ConnectionShares } from './connection-shares.js';
import { countUnsent } from './deliver.js';
import { Exchanges } from './exchanges.js';
import { KEEP_ALIVE_MS } from './keep-alive.js';
import { limitBody } from './limit-body.js';
import { UnsentResponses } from './unsent-responses.js';

const seconds = 1000;

/** How long a client may take to send its headers, and the whole request; but for uploads, a body has a few kilobytes. */
const HEADERS_MS = 15 * seconds;
const REQUEST_MS = 30 * seconds;
/** For a request that brings the bytes of an upload. When it is over, the client goes on with another one. */
const UPLOAD_MS = 3600 * seconds;
/** How often these timeouts are checked. */
const CHECK_MS = 5 * seconds;
/** A connection without traffic for this long, in addition to the longest time to answer, is ended. */
const IDLE_MS = 60 * seconds;

export interface HttpServerLimits {
  /** How many connections may be open; see `ConnectionShares`. */
  readonly maxConnections: number;
  /** How much memory unread responses may hold; see `UnsentResponses`. */
  readonly maxUnsentBytes: number;
  /** Whether a request brings the bytes of an upload; absent where there are none. */
  readonly isUpload?: (request: IncomingMessage) => boolean;
  /** Called before a connection is ended because of a limit, to inform the operator. */
  readonly onBound?: (bound: Bound, address: string | undefined) => void;
}

/** What one client, or all clients together, have too many of. */
type Bound = 'connections' | 'pipelined requests' | 'unread responses';

const UNLIMITED: HttpServerLimits = {
  maxConnections: Number.POSITIVE_INFINITY,
  maxUnsentBytes: Number.POSITIVE_INFINITY,
};

export class HttpServer {
  readonly server: Server;
  readonly #exchanges: Exchanges;

  /**
   * @param answerMs how long a response may take to start, during which a connection is silent.
   * @param limits unlimited by default.
   */
  constructor(
    listener: RequestListener,
    answerMs: number,
    { maxConnections, maxUnsentBytes, isUpload, onBound }: HttpServerLimits = UNLIMITED,
  ) {
    const reportBound = (bound: Bound) => (socket: Socket) => onBound?.(bound, socket.remoteAddress);
    this.#exchanges = new Exchanges({
      begin: (request, response) => {
        if (lacksHost(request)) refuseWithoutHost(response);
        else listener(request, response);
      },
      onTooMany: reportBound('pipelined requests'),
      // Node would wait for keep-alive connections, and for those without any request.
      onIdle: (socket) => socket.destroySoon(),
    });
    this.server = createServer({ connectionsCheckingInterval: CHECK_MS, requireHostHeader: false });
    this.server.headersTimeout = HEADERS_MS;
    // The same for all requests: where some take long, the others are limited one by one.
    this.server.requestTimeout = isUpload ? UPLOAD_MS : REQUEST_MS;
    this.server.keepAliveTimeout = KEEP_ALIVE_MS;
    this.server.setTimeout(IDLE_MS + answerMs, (socket) => socket.destroy());
    const isIdle = (socket: Socket) => this.#exchanges.isIdle(socket);
    const shares = new ConnectionShares({ maxConnections, isIdle, onEnd: reportBound('connections') });
    const unsent = new UnsentResponses(maxUnsentBytes, reportBound('unread responses'));
    this.server.on('connection', (socket) => {
      this.#exchanges.add(socket);
      countUnsent(socket, unsent);
      shares.add(socket);
    });
    const receive: RequestListener = (request, response) => {
      if (isUpload && !isUpload(request)) limitBody(request, REQUEST_MS);
      this.#exchanges.receive(request, response);
    };
    // Node would answer unknown expectations itself, bypassing the limit on pipelined requests; as with `requireHostHeader`.
    this.server.on('request', receive).on('checkExpectation', receive);
  }

  /** Listens. Resolves with the port; rejects with the system's error. */
  listen({ host, port }: { readonly host: string; readonly port: number }): Promise<number> {
    const { server } = this;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve((server.address() as AddressInfo).port);
      });
    });
  }

  /** Accepts no new connections, waits at most `graceMs` for responses in progress, then ends all connections. */
  async close(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.#exchanges.finishAll();
    await within(graceMs, closed);
    this.server.closeAllConnections();
  }
}

/** HTTP/1.1 requires `Host`, and 400 for a request without it (RFC 9112 3.2). */
function lacksHost({ headers, httpVersion }: IncomingMessage): boolean {
  return headers.host === undefined && httpVersion === '1.1';
}

function refuseWithoutHost(response: ServerResponse): void {
  response.writeHead(400, { Connection: 'close' }).end();
}
