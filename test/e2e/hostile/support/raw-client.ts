/** Clients that open many connections and write what they like: no HTTP client would do what these do. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Origin } from '../../../support/origin.js';

/** A connection from an address of this machine, as 127.0.0.2; what befalls it is no error. */
export async function connectFrom(origin: Origin, localAddress: string): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(origin.url).port), localAddress });
  socket.on('error', () => undefined);
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
  return socket;
}

/** `count` of them, a few at a time so that the queue of the listening socket holds them. */
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

/** A GET request for a URL or a path, as text. */
export function requestText(url: string, headers = ''): string {
  const path = url.replace(/^https?:\/\/[^/]*/, '');
  return `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
}

/** Resolves when each is closed by the other side. Needs a listener on `close` from the start, so call it early. */
export async function untilAllClosed(sockets: readonly Socket[]): Promise<void> {
  await Promise.all(sockets.map((socket) => socket.closed || once(socket, 'close')));
}

/** Ends connections at once, without a farewell that the other side would have to answer. */
export function abandon(sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.resetAndDestroy();
}
