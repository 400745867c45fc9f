/** The HTTP server's lifetime, and the limits that keep any client from holding it up. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

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

/** @param answerMs how long an answer may take to be made, during which a connection is silent. */
export function createHttpServer(app: RequestListener, answerMs: number): Server {
  const server = createServer({ connectionsCheckingInterval: CHECK_MS }, app);
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.maxConnections = MAX_CONNECTIONS;
  server.setTimeout(IDLE_MS + answerMs, (socket) => socket.destroy());
  server.on('request', (_request, response) => response.once('finish', () => closeIfStopped(server)));
  return server;
}

/** Listens, and gives back the port. Rejects with the system's error where it cannot. */
export function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Takes no new connections, lets the answers under way go out for at most `graceMs`, then ends all connections. */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await within(graceMs, closed);
  server.closeAllConnections();
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

/** A connection that was kept alive by an answer given before the stop would hold the end up. */
function closeIfStopped(server: Server): void {
  if (!server.listening) setImmediate(() => server.closeIdleConnections());
}
