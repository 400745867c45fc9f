/** The HTTP server's lifetime, and the limits that keep any client from holding it up. */
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
import { UnsentAnswers } from './unsent-answers.js';

const seconds = 1000;

/** How long a client may take to send its headers, and the whole request; the largest body is a few kilobytes. */
const HEADERS_MS = 15 * seconds;
const REQUEST_MS = 30 * seconds;
/** How often that is looked at. */
const CHECK_MS = 5 * seconds;
/** Longer than the minute after which proxies usually close idle connections: else they would meet ones just closed. */
const KEEP_ALIVE_MS = 75 * seconds;
/** A client that neither sends nor reads for this long, beside what an answer may take to be made, is gone. */
const IDLE_MS = 60 * seconds;
export interface HttpServerLimits {
  /** How many connections there may be; see `ConnectionShares`. */
  readonly maxConnections: number;
  /** How much memory answers may keep that their clients do not read; see `UnsentAnswers`. */
  readonly maxUnsentBytes: number;
  /** Called before a connection is ended because of a bound, so that an operator can be told. */
  readonly onBound?: (bound: Bound, address: string | undefined) => void;
}

/** What a client has, or all clients have together, too much of. */
export type Bound = 'connections' | 'requests at once' | 'unread answers';

const UNLIMITED: HttpServerLimits = {
  maxConnections: Number.POSITIVE_INFINITY,
  maxUnsentBytes: Number.POSITIVE_INFINITY,
};

export class HttpServer {
  /** Node's own. */
  readonly server: Server;
  readonly #exchanges: Exchanges;

  /**
   * @param answerMs how long an answer may take to be made, during which a connection is silent.
   * @param atOnce is tried first: answers the request in full before it returns true, or does nothing.
   * @param limits unlimited unless given.
   */
  constructor(
    app: RequestListener,
    answerMs: number,
    atOnce: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
    { maxConnections, maxUnsentBytes, onBound }: HttpServerLimits = UNLIMITED,
  ) {
    const reached = (bound: Bound) => (socket: Socket) => onBound?.(bound, socket.remoteAddress);
    this.#exchanges = new Exchanges({
      begin: (request, response) => {
        if (lacksHost(request)) refuseWithoutHost(response);
        else if (!atOnce(request, response)) app(request, response);
      },
      onTooMany: reached('requests at once'),
      // Node would wait for connections that are kept alive, and for those on which nothing was ever asked.
      onIdle: (socket) => socket.destroySoon(),
    });
    this.server = createServer({ connectionsCheckingInterval: CHECK_MS, requireHostHeader: false });
    this.server.headersTimeout = HEADERS_MS;
    this.server.requestTimeout = REQUEST_MS;
    this.server.keepAliveTimeout = KEEP_ALIVE_MS;
    this.server.setTimeout(IDLE_MS + answerMs, (socket) => socket.destroy());
    const isIdle = (socket: Socket) => this.#exchanges.isIdle(socket);
    const shares = new ConnectionShares({ maxConnections, isIdle, onEnd: reached('connections') });
    const unsent = new UnsentAnswers(maxUnsentBytes, reached('unread answers'));
    this.server.on('connection', (socket) => {
      this.#exchanges.add(socket);
      countUnsent(socket, unsent);
      shares.add(socket);
    });
    const arrived: RequestListener = (request, response) => this.#exchanges.arrived(request, response);
    // Node would answer unknown expectations itself, however many are sent at once; the same goes for `requireHostHeader`.
    this.server.on('request', arrived).on('checkExpectation', arrived);
  }

  /** Listens, and gives back the port. Rejects with the system's error where it cannot. */
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

  /** Takes no new connections, lets the answers under way go out for at most `graceMs`, then ends all connections. */
  async close(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.#exchanges.finishAll();
    await within(graceMs, closed);
    this.server.closeAllConnections();
  }
}

/** Whether it has to be refused for that (RFC 9112 3.2). */
function lacksHost({ headers, httpVersion }: IncomingMessage): boolean {
  return headers.host === undefined && httpVersion === '1.1';
}

function refuseWithoutHost(response: ServerResponse): void {
  response.writeHead(400, { Connection: 'close' }).end();
}
