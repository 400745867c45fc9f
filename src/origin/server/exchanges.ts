/**
 * Handles the requests of each connection one at a time. A client may pipeline requests (RFC 9112 9.3.2); Node would pass
 * all of them to the application at once, buffer all responses until the client reads them, and not emit `close` on the
 * queued ones when the client leaves.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** On one connection. Players do not pipeline requests. */
const MAX_WAITING_REQUESTS = 16;
/** Over all connections: a waiting request takes about 4 kB, and up to 16 kB with the longest headers. */
const MAX_WAITING_REQUESTS_TOTAL = 2048;

type Exchange = readonly [IncomingMessage, ServerResponse];

interface Connection {
  /** The response in progress, or the last one. Node emits `close` on it when the kernel has its last byte. */
  current: ServerResponse | undefined;
  readonly waiting: Exchange[];
}

interface ExchangesOptions {
  readonly begin: RequestListener;
  /** Called before the connection of a client with too many pipelined requests is ended. */
  readonly onTooMany: (socket: Socket) => void;
  /** Called after `finishAll` with each connection that has become idle. */
  readonly onIdle: (socket: Socket) => void;
}

export class Exchanges {
  readonly #options: ExchangesOptions;
  readonly #connections = new Map<Socket, Connection>();
  #waiting = 0;
  #isFinishing = false;

  constructor(options: ExchangesOptions) {
    this.#options = options;
  }

  /** Tracks a connection until it closes. */
  add(socket: Socket): void {
    const connection: Connection = { current: undefined, waiting: [] };
    this.#connections.set(socket, connection);
    socket.once('close', () => {
      this.#connections.delete(socket);
      this.#waiting -= connection.waiting.length;
    });
  }

  /** Whether no request of a connection is in progress. */
  isIdle(socket: Socket): boolean {
    const connection = this.#connections.get(socket);
    return !connection || isIdle(connection);
  }

  /** Calls `onIdle` for each idle connection now, and for every other one as soon as it is idle. */
  finishAll(): void {
    this.#isFinishing = true;
    for (const [socket, connection] of this.#connections) {
      if (isIdle(connection)) this.#options.onIdle(socket);
      else if (connection.waiting.length === 0) this.#awaitEnd(socket, connection);
    }
  }

  /** Begins an exchange, or queues it behind the one in progress. Ends the connection if too many are queued. */
  receive(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const connection = this.#connections.get(socket);
    if (!connection || socket.destroyed) return;
    if (isIdle(connection)) {
      this.#begin(socket, connection, [request, response]);
      return;
    }
    const { waiting } = connection;
    if (waiting.length >= MAX_WAITING_REQUESTS || this.#waiting >= MAX_WAITING_REQUESTS_TOTAL) {
      this.#options.onTooMany(socket);
      endUnparsed(socket);
      return;
    }
    this.#waiting += 1;
    if (waiting.push([request, response]) === 1 && !this.#isFinishing) this.#awaitEnd(socket, connection);
  }

  #begin(socket: Socket, connection: Connection, [request, response]: Exchange): void {
    connection.current = response;
    // A listener only if it is needed: most responses are sent before the next request comes.
    if (connection.waiting.length > 0 || this.#isFinishing) this.#awaitEnd(socket, connection);
    this.#options.begin(request, response);
  }

  #awaitEnd(socket: Socket, connection: Connection): void {
    connection.current?.once('close', () => this.#finished(socket, connection));
  }

  #finished(socket: Socket, connection: Connection): void {
    if (socket.destroyed) return;
    const next = connection.waiting.shift();
    if (next) {
      this.#waiting -= 1;
      this.#begin(socket, connection, next);
    } else if (this.#isFinishing) this.#options.onIdle(socket);
  }
}

function isIdle({ current }: Connection): boolean {
  return current === undefined || current.closed;
}

/** Node's HTTP parser on a server's socket (internal to Node); `onIncoming` tells it how to go on after each request. */
interface ParsedSocket extends Socket {
  readonly parser?: { onIncoming: () => number } | null;
}

/** Node's value for "upgrade", after which the parser reads no more requests. */
const PARSE_NO_MORE = 2;

/**
 * Ends a connection without parsing the rest of its input. Node would first parse all it has read, hundreds of requests on
 * each connection; hundreds of such connections would block the event loop for seconds.
 */
function endUnparsed(socket: ParsedSocket): void {
  if (socket.parser) socket.parser.onIncoming = () => PARSE_NO_MORE;
  socket.destroy();
}
