/** Clients that open many connections and write arbitrary bytes, which no HTTP client would do. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Origin } from '../../../support/origin.js';

/** Connects from a local address such as 127.0.0.2; errors of the connection are ignored. */
export async function connectFrom(origin: Origin, localAddress: string): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(origin.url).port), localAddress });
  socket.on('error', () => undefined);
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
  return socket;
}

/** Opens `count` connections, in batches that fit into the backlog of the listening socket. */
export async function connectMany(origin: Origin, localAddress: string, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const batch = Math.min(AT_ONCE, count - sockets.length);
    sockets.push(
      ...(await Promise.all(Array.from({ length: batch }, () => connectFrom(origin, localAddress)))),
    );
  }
  return sockets;
}

const AT_ONCE = 64;

/** The text of a GET request for a URL or a path. */
export function requestText(url: string, headers = ''): string {
  const path = url.replace(/^https?:\/\/[^/]*/, '');
  return `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
}

/** Resolves when all connections are closed. Listens for `close`, so call it before they close. */
export async function untilAllClosed(sockets: readonly Socket[]): Promise<void> {
  await Promise.all(sockets.map((socket) => socket.closed || once(socket, 'close')));
}

/** Closes connections at once with a TCP reset. */
export function abandon(sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.resetAndDestroy();
}
