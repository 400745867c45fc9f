/** Stands before a worker, and answers origins with other bytes than the worker's, of the same length. */
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CorruptingProxy {
  readonly url: string;
  /** How many bodies it has changed. */
  readonly changed: number;
  /** Where the worker listens; known only once it has started. */
  forwardTo(workerUrl: string): void;
  close(): Promise<void>;
}

export async function startCorruptingProxy(): Promise<CorruptingProxy> {
  const state = { target: '', changed: 0 };
  const server = createServer((incoming, response) => {
    const forwarded = request(new URL(incoming.url ?? '/', state.target), { headers: incoming.headers });
    forwarded.on('error', () => response.destroy());
    forwarded.on('response', (answer: IncomingMessage) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      if (answer.statusCode === 200) state.changed += 1;
      answer.on('data', (chunk: Buffer) => response.write(chunk.map((byte) => byte ^ 1)));
      answer.on('end', () => response.end());
    });
    forwarded.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get changed() {
      return state.changed;
    },
    forwardTo: (workerUrl) => {
      state.target = workerUrl;
    },
    close: () => closed(server),
  };
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
