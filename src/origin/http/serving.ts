/** The HTTP server's lifetime, and the limits that keep any client from holding it up. */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

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
/** Each costs a file descriptor, and encodes need some too. */
const MAX_CONNECTIONS = 10_000;

/** Nothing that plays sends a request before the answer to the one before has come. */
const MAX_WAITING_REQUESTS = 16;

type Exchange = readonly [IncomingMessage, ServerResponse];

export class HttpServer {
  /** Node's own. */
  readonly server: Server;
  readonly #app: RequestListener;
  readonly #atOnce: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** The exchanges of each connection, the one under way first. */
  readonly #exchanges = new Map<Socket, Exchange[]>();
  #closed = false;

  /**
   * @param answerMs how long an answer may take to be made, during which a connection is silent.
   * @param atOnce is tried first: answers the request in full before it returns true, or does nothing.
   */
  constructor(
    app: RequestListener,
    answerMs: number,
    atOnce: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
  ) {
    this.#app = app;
    this.#atOnce = atOnce;
    this.server = createServer({ connectionsCheckingInterval: CHECK_MS });
    this.server.headersTimeout = HEADERS_MS;
    this.server.requestTimeout = REQUEST_MS;
    this.server.keepAliveTimeout = KEEP_ALIVE_MS;
    this.server.maxConnections = MAX_CONNECTIONS;
    this.server.setTimeout(IDLE_MS + answerMs, (socket) => socket.destroy());
    this.server.on('connection', (socket) => {
      this.#exchanges.set(socket, []);
      socket.once('close', () => this.#exchanges.delete(socket));
    });
    this.server.on('request', (request, response) => this.#arrived(request, response));
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
    this.#closed = true;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const [socket, exchanges] of this.#exchanges) this.#endIfDone(socket, exchanges);
    await within(graceMs, closed);
    this.server.closeAllConnections();
  }

  /**
   * Requests that were sent without waiting for answers (RFC 9112 9.3.2) are taken one at a time: Node would give all
   * to the application at once, and not tell those whose turn has not come when the client leaves.
   */
  #arrived(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const exchanges = this.#exchanges.get(socket);
    if (!exchanges) return;
    if (exchanges.length === 0 && this.#atOnce(request, response)) return;
    if (exchanges.length > MAX_WAITING_REQUESTS) {
      socket.destroy();
      return;
    }
    exchanges.push([request, response]);
    if (exchanges.length === 1) this.#begin(socket, exchanges);
  }

  #begin(socket: Socket, exchanges: Exchange[]): void {
    const [next] = exchanges;
    if (!next) {
      this.#endIfDone(socket, exchanges);
      return;
    }
    const [request, response] = next;
    response.once('close', () => {
      exchanges.shift();
      if (this.#exchanges.has(socket)) this.#begin(socket, exchanges);
    });
    this.#app(request, response);
  }

  /** Node would wait for connections that are kept alive, and for those on which nothing was ever asked. */
  #endIfDone(socket: Socket, exchanges: readonly Exchange[]): void {
    if (this.#closed && exchanges.length === 0) socket.destroySoon();
  }
}

/** Resolves when `done` has settled, or after `ms`. */
export async function within(ms: number, done: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([done, limit]);
  clearTimeout(timer);
}
