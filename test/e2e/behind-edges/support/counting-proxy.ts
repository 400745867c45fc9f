/** A proxy between an edge and the origin that counts the origin's responses. */
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export class CountingProxy {
  readonly #server: Server;
  #counts = new Map<string, number>();
  /** The origin's URL; empty until it is running. */
  target = '';

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens on a free port. The caller must stop it. */
  static async start(): Promise<CountingProxy> {
    const server = createServer({ keepAliveTimeout: 30_000 });
    const proxy = new CountingProxy(server);
    server.on('request', (incoming, outgoing) => {
      // The origin is not running yet.
      if (proxy.target === '') {
        outgoing.destroy();
        return;
      }
      const forwarded = request(
        new URL(incoming.url ?? '', proxy.target),
        // A connection of its own: the origin may close an idle one at the moment when it is reused.
        { method: incoming.method ?? 'GET', headers: incoming.headers, agent: false },
        (answer) => {
          // A request refused with 503 is retried, so it does not count.
          if (answer.statusCode !== 503) proxy.#count(incoming.url ?? '');
          outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
          answer.pipe(outgoing);
        },
      );
      forwarded.on('error', () => outgoing.destroy());
      incoming.pipe(forwarded);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Number of answered media requests since `reset`, by the path after the grant. */
  get media(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Number of all answered media requests since `reset`. */
  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  reset(): void {
    this.#counts = new Map();
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #count(url: string): void {
    const name = /^\/-\/[^/]+\/([^?]+)/.exec(url)?.[1];
    if (name !== undefined) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }
}
