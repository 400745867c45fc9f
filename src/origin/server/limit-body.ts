import type { IncomingMessage } from 'node:http';

/** Ends the connection of a request whose body has not come within `ms`. Costs nothing for one without a body. */
export function limitBody(request: IncomingMessage, ms: number): void {
  const { headers, socket } = request;
  if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) return;
  const timer = setTimeout(() => {
    if (!request.complete) socket.destroy();
  }, ms).unref();
  request.once('close', () => clearTimeout(timer));
}
