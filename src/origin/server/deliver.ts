import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { UnsentResponses } from './unsent-responses.js';

/** A client that needs longer to receive a few seconds of media is not playing it, and holds its bytes in memory. */
export const DELIVERY_MS = 120_000;

const unsentBySocket = new WeakMap<Socket, UnsentResponses>();

/** Counts the responses on a connection in `unsent`, until the client has read them. */
export function countUnsent(socket: Socket, unsent: UnsentResponses): void {
  unsentBySocket.set(socket, unsent);
}

/** Sends the body after the head was set, or for HEAD no body. Ends the connection of a client that reads too slowly. */
export function deliver(response: ServerResponse, body: Uint8Array): void {
  response.end(response.req.method === 'HEAD' ? undefined : body);
  guardDelivery(response, body);
}

/** Ends the connection of a written response that is not received within `DELIVERY_MS`, or when too much is unsent. */
export function guardDelivery(response: ServerResponse, body: Uint8Array): void {
  // The kernel has all of it already.
  if (response.writableLength === 0) return;
  const timer = setTimeout(() => response.destroy(), DELIVERY_MS).unref();
  response.once('close', () => clearTimeout(timer));
  unsentBySocket.get(response.req.socket)?.add(response, body);
}
