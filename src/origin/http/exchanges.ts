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
  /** Whether an answer is being produced, or was not taken by the client's end of the connection yet. */
  isBusy: boolean;
  readonly waiting: Exchange[];
  readonly finished: () => void;
}

export interface ExchangesOptions {
  readonly begin: RequestListener;
  /** Called with a connection on which nothing is left to answer. */
  readonly onIdle: (socket: Socket) => void;
}

export class Exchanges {
  readonly #options: ExchangesOptions;
  readonly #connections = new Map<Socket, Connection>();
  #waiting = 0;

  constructor(options: ExchangesOptions) {
    this.#options = options;
  }

  /** Follows a connection from now until it closes. */
  add(socket: Socket): void {
    const connection: Connection = {
      isBusy: false,
      waiting: [],
      finished: () => this.#finished(socket, connection),
    };
    this.#connections.set(socket, connection);
    socket.once('close', () => {
      this.#connections.delete(socket);
      this.#waiting -= connection.waiting.length;
    });
  }

  /** Whether nothing is left to answer on a connection. */
  isIdle(socket: Socket): boolean {
    return !this.#connections.get(socket)?.isBusy;
  }

  /** Begins an exchange, or has it wait for the one before; ends the connection of a client that sends too many. */
  arrived(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.get(request.socket);
    if (!connection || request.socket.destroyed) return;
    if (!connection.isBusy) {
      this.#begin(connection, request, response);
      return;
    }
    if (connection.waiting.length >= MAX_WAITING_REQUESTS || this.#waiting >= MAX_WAITING_REQUESTS_IN_ALL) {
      endUnparsed(request.socket);
      return;
    }
    connection.waiting.push([request, response]);
    this.#waiting += 1;
  }

  #begin(connection: Connection, request: IncomingMessage, response: ServerResponse): void {
    connection.isBusy = true;
    // Node closes a response when the system has taken its last byte, or when the connection has closed.
    response.once('close', connection.finished);
    this.#options.begin(request, response);
  }

  #finished(socket: Socket, connection: Connection): void {
    connection.isBusy = false;
    if (socket.destroyed) return;
    const next = connection.waiting.shift();
    if (!next) {
      this.#options.onIdle(socket);
      return;
    }
    this.#waiting -= 1;
    this.#begin(connection, ...next);
  }
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
