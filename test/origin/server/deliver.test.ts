import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { countUnsent, DELIVERY_MS, deliver } from '../../../src/origin/server/deliver.js';
import { UnsentResponses } from '../../../src/origin/server/unsent-responses.js';

let server: Server | undefined;
afterEach(() => {
  vi.useRealTimers();
  server?.closeAllConnections();
  server?.close();
});

/** More bytes than the buffers of two sockets hold. */
const LARGE = Buffer.alloc(32 * 1024 * 1024);

async function serving(body: () => Uint8Array): Promise<number> {
  server = createServer((_request, response) => deliver(response, body())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('unread responses', () => {
  /** Answers each request with a body, and counts unread bytes. */
  async function counting(
    bodies: () => Buffer,
    maxBytes: number,
  ): Promise<readonly [number, UnsentResponses]> {
    const port = await serving(bodies);
    const unsent = new UnsentResponses(maxBytes, () => undefined);
    server!.on('connection', (socket) => countUnsent(socket, unsent));
    return [port, unsent];
  }

  async function connectAndRequest(port: number): Promise<Socket> {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'readable');
    return socket;
  }

  it('end, the oldest first, when they hold too much memory', async () => {
    const [port, unsent] = await counting(() => Buffer.alloc(LARGE.length), 2 * LARGE.length);
    const oldest = await connectAndRequest(port);
    const others = [await connectAndRequest(port), await connectAndRequest(port)];
    await once(oldest.resume(), 'close');
    expect(unsent.bytes).toBe(2 * LARGE.length);
    for (const socket of others) socket.destroy();
    await vi.waitFor(() => expect(unsent.bytes).toBe(0));
  });

  it('count a buffer that they share once', async () => {
    const [port, unsent] = await counting(() => LARGE, LARGE.length);
    const sockets = [await connectAndRequest(port), await connectAndRequest(port)];
    expect(unsent.bytes).toBe(LARGE.length);
    for (const socket of sockets) socket.destroy();
    await vi.waitFor(() => expect(unsent.bytes).toBe(0));
  });
});

describe('delivering', () => {
  it('ends the connection of a client that takes too long to read', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const port = await serving(() => LARGE);
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'readable');
    const [connection] = await Promise.all([
      new Promise<number>((resolve) => server?.getConnections((_error, count) => resolve(count))),
    ]);
    expect(connection).toBe(1);
    vi.advanceTimersByTime(DELIVERY_MS);
    socket.resume();
    await once(socket, 'close');
  });

  it('leaves no timer behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const port = await serving(() => Buffer.from('whole'));
    const socket = connect(port, '127.0.0.1');
    socket.end('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    socket.resume();
    await once(socket, 'close');
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(0));
  });
});
