/** An endpoint that records the webhooks it receives. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  readonly path: string;
  readonly headers: Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>;
  readonly type: string | undefined;
  readonly body: string;
}

/** Answers a request; `index` counts requests from 0. */
export type Answer = (response: ServerResponse, index: number, received: Received) => void;

export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Resolves when this many requests have arrived. */
  count(wanted: number): Promise<void>;
  close(): Promise<void>;
}

/** Answers with a status and headers. */
export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(code, headers).end();
  };

export async function startReceiver(answer: Answer = status(204)): Promise<Receiver> {
  const received: Received[] = [];
  const waiting: { readonly wanted: number; readonly resolve: () => void }[] = [];
  const server = createServer(async (request, response) => {
    const one = await read(request);
    received.push(one);
    for (const { wanted, resolve } of waiting) if (received.length >= wanted) resolve();
    answer(response, received.length - 1, one);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    count: (wanted) =>
      new Promise((resolve) => {
        if (received.length >= wanted) resolve();
        else waiting.push({ wanted, resolve });
      }),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function read(request: IncomingMessage): Promise<Received> {
  const body = await text(request);
  const header = (name: string) => String(request.headers[name]);
  return {
    path: request.url ?? '',
    headers: {
      'webhook-id': header('webhook-id'),
      'webhook-timestamp': header('webhook-timestamp'),
      'webhook-signature': header('webhook-signature'),
    },
    type: (JSON.parse(body) as { type?: string }).type,
    body,
  };
}
