/** The HTTP server's lifetime, and the limits that keep any client from holding it up. */
import { createServer, type RequestListener, type Server } from 'node:http';
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

export class HttpServer {
  /** Node's own. */
  readonly server: Server;
  /** How many answers are under way on each connection. */
  readonly #answers = new Map<Socket, number>();
  #closed = false;

  /** @param answerMs how long an answer may take to be made, during which a connection is silent. */
  constructor(app: RequestListener, answerMs: number) {
    this.server = createServer({ connectionsCheckingInterval: CHECK_MS }, app);
    this.server.headersTimeout = HEADERS_MS;
    this.server.requestTimeout = REQUEST_MS;
    this.server.keepAliveTimeout = KEEP_ALIVE_MS;
    this.server.maxConnections = MAX_CONNECTIONS;
    this.server.setTimeout(IDLE_MS + answerMs, (socket) => socket.destroy());
    this.server.on('connection', (socket) => this.#connected(socket));
    this.server.on('request', ({ socket }, response) => {
      this.#count(socket, 1);
      response.once('close', () => this.#count(socket, -1));
    });
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
    for (const [socket, answers] of this.#answers) this.#endIfDone(socket, answers);
    await within(graceMs, closed);
    this.server.closeAllConnections();
  }

  #connected(socket: Socket): void {
    this.#answers.set(socket, 0);
    socket.once('close', () => this.#answers.delete(socket));
  }

  #count(socket: Socket, change: number): void {
    const answers = this.#answers.get(socket);
    if (answers === undefined) return;
    this.#answers.set(socket, answers + change);
    this.#endIfDone(socket, answers + change);
  }

  /** Node would wait for connections that are kept alive, and for those on which nothing was ever asked. */
  #endIfDone(socket: Socket, answers: number): void {
    if (this.#closed && answers === 0) socket.destroySoon();
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
