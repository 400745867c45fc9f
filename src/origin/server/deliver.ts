import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Request, Response } from 'express';
import type { UnsentAnswers } from './unsent-answers.js';

/** Who takes longer to receive a few seconds of media is not playing it, and holds its bytes in memory meanwhile. */
export const DELIVERY_MS = 120_000;

const accounts = new WeakMap<Socket, UnsentAnswers>();

/** Has the answers on a connection counted, as long as the client does not read them. */
export function countUnsent(socket: Socket, unsent: UnsentAnswers): void {
  accounts.set(socket, unsent);
}

/** Sends the status and the whole body, or for HEAD the headers it would have; ends the connection of who dawdles. */
export function deliver(request: Request, response: Response, status: number, body: Uint8Array): void {
  response.status(status).set('Content-Length', String(body.byteLength));
  response.end(request.method === 'HEAD' ? undefined : body);
  guardDelivery(response, body);
}

/** Ends the connection of an answer that is written and not received in time, or when too much is not received. */
export function guardDelivery(response: ServerResponse, body: Uint8Array): void {
  // The system has taken it all.
  if (response.writableLength === 0) return;
  const timer = setTimeout(() => response.destroy(), DELIVERY_MS).unref();
  response.once('close', () => clearTimeout(timer));
  accounts.get(response.req.socket)?.add(response, body);
}
