/** A server that masters are copied from, and that behaves as badly as a test needs. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SourceServer {
  readonly port: number;
  /** The paths that were asked for, with the host of each request. */
  readonly requests: readonly { readonly host: string | undefined; readonly url: string | undefined }[];
  /** How many connections there have been. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1. The caller must close it. */
export async function startSource(listener: RequestListener): Promise<SourceServer> {
  const requests: { host: string | undefined; url: string | undefined }[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    requests.push({ host: request.headers.host, url: request.url });
    response.on('error', () => undefined);
    listener(request, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A listener that sends these bytes as a film. */
export function sends(body: string | Buffer, headers: Record<string, string> = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(200, {
      'Content-Type': 'video/mp4',
      'Content-Length': Buffer.byteLength(body),
      ...headers,
    });
    response.end(body);
  };
}
