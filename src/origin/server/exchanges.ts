/**
 * Takes the requests of each connection one at a time. A client may send requests without waiting for answers (RFC 9112
 * 9.3.2); Node would give all of them to the application at once, keep all their answers until the client reads, and
 * not tell those whose turn has not come when the client leaves.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Nothing that plays sends a request before the answer to the one before has come. */
const MAX_WAITING_REQUESTS = 16;
/** Over all connections: a request that waits holds some 4 kB, and up to 16 kB with the longest headers. */
const MAX_WAITING_REQUESTS_IN_ALL = 2048;

type Exchange = readonly [IncomingMessage, ServerResponse];

interface Connection {
  /** The answer under way, or the last one. Node closes it when the system has taken its last byte. */
  current: ServerResponse | undefined;
  readonly waiting: Exchange[];
}

export interface ExchangesOptions {
  readonly begin: RequestListener;
  /** Called before a connection is ended whose client sends too many requests at once. */
  readonly onTooMany: (socket: Socket) => void;
  /** Called with a connection on which nothing is left to answer, after `finishAll`. */
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

  /** Follows a connection from now until it closes. */
  add(socket: Socket): void {
    const connection: Connection = { current: undefined, waiting: [] };
    this.#connections.set(socket, connection);
    socket.once('close', () => {
      this.#connections.delete(socket);
      this.#waiting -= connection.waiting.length;
    });
  }

  /** Whether nothing is left to answer on a connection. */
  isIdle(socket: Socket): boolean {
    const connection = this.#connections.get(socket);
    return !connection || isIdle(connection);
  }

  /** Has `onIdle` called for each connection once nothing is left to answer on it, for those idle already at once. */
  finishAll(): void {
    this.#isFinishing = true;
    for (const [socket, connection] of this.#connections) {
      if (isIdle(connection)) this.#options.onIdle(socket);
      else if (connection.waiting.length === 0) this.#awaitEnd(socket, connection);
    }
  }

  /** Begins an exchange, or has it wait for the one before; ends the connection of a client that sends too many. */
  arrived(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const connection = this.#connections.get(socket);
    if (!connection || socket.destroyed) return;
    if (isIdle(connection)) {
      this.#begin(socket, connection, [request, response]);
      return;
    }
    const { waiting } = connection;
    if (waiting.length >= MAX_WAITING_REQUESTS || this.#waiting >= MAX_WAITING_REQUESTS_IN_ALL) {
      this.#options.onTooMany(socket);
      endUnparsed(socket);
      return;
    }
    this.#waiting += 1;
    if (waiting.push([request, response]) === 1 && !this.#isFinishing) this.#awaitEnd(socket, connection);
  }

  #begin(socket: Socket, connection: Connection, [request, response]: Exchange): void {
    connection.current = response;
    // A listener only where it is needed: most answers have left before the next request comes.
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

/** What Node keeps at the sockets of a server: its parser, which asks of each request how to go on. */
interface ParsedSocket extends Socket {
  readonly parser?: { onIncoming: () => number } | null;
}

/** "An upgrade", after which a parser takes nothing more. */
const PARSE_NO_MORE = 2;

/**
 * Ends a connection without understanding what else it sent. Node would parse all that it has read, hundreds of
 * requests of each connection, before it ends one; hundreds of such connections would hold the thread for seconds.
 */
function endUnparsed(socket: ParsedSocket): void {
  if (socket.parser) socket.parser.onIncoming = () => PARSE_NO_MORE;
  socket.destroy();
}
