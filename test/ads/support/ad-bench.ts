/** A client of ad servers on this machine, and these servers. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createSocketServer } from 'node:net';
import { AdClient } from '../../../src/ads/requests/ad-client.js';
import { AdServers, type AdServersOptions } from '../../../src/ads/requests/ad-servers.js';
import { type SourceServer, startSource } from '../../uploads/support/source-server.js';

/** Long enough for a busy machine to answer in. */
export const PATIENT_MS = 30_000;

/** The caller must close it. */
export function adBench() {
  const closing: (() => Promise<void>)[] = [];
  return {
    async server(listener: RequestListener): Promise<SourceServer & { readonly url: string }> {
      const server = await startSource(listener);
      closing.push(server.close);
      return { ...server, url: `http://127.0.0.1:${server.port}` };
    },
    /** A server that takes connections and never says a word. Returns its URL. */
    async silentServer(): Promise<string> {
      const sockets = new Set<Socket>();
      const server = createSocketServer((socket) => {
        sockets.add(socket.on('error', () => undefined));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      closing.push(async () => {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => server.close(resolve));
      });
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    /** The URL of a port at which nothing listens. */
    async deadUrl(): Promise<string> {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      await new Promise((resolve) => server.close(resolve));
      return `http://127.0.0.1:${port}`;
    },
    client(options: Partial<AdServersOptions> = {}, timeoutMs = PATIENT_MS): AdClient {
      const servers = new AdServers({
        allowedHosts: ['127.0.0.1'],
        isAllowed: (address) => address === '127.0.0.1',
        ...options,
      });
      closing.push(() => servers.close());
      return new AdClient({ servers, timeoutMs });
    },
    close: async () => void (await Promise.all(closing.splice(0).map((close) => close()))),
  };
}

/** Sends a document, with a media type that says something else. */
export function sendsDocument(text: string): RequestListener {
  return (_request, response) => response.writeHead(200, { 'Content-Type': 'image/png' }).end(text);
}
