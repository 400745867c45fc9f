import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpServer } from '../../../src/origin/server/http-server.js';

let http: HttpServer | undefined;
let port: number;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await http?.close(0);
});

const MOST = 8;
const ended: string[] = [];

async function serving(app: RequestListener): Promise<void> {
  ended.length = 0;
  const onBound = (bound: string, address?: string) => void ended.push(`${bound} ${address}`);
  http = new HttpServer(app, 1000, { maxConnections: MOST, maxUnsentBytes: 1, onBound });
  port = await http.listen({ host: '127.0.0.1', port: 0 });
}

/** A connection from an address, with a request in progress. */
async function connectAndRequest(localAddress: string): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, localAddress }).on('error', () => undefined);
  sockets.push(socket);
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await Promise.race([once(http!.server, 'request'), once(socket, 'close')]);
  return socket;
}

async function manyAsking(localAddress: string, count: number): Promise<Socket[]> {
  const all: Socket[] = [];
  while (all.length < count) all.push(await connectAndRequest(localAddress));
  return all;
}

const isAnswered = async (socket: Socket) => {
  const [first] = await Promise.race([once(socket, 'data'), once(socket, 'close')]);
  return String(first).startsWith('HTTP/1.1 200');
};

describe('at the connection limit', () => {
  it('a new connection replaces an idle one of the address with the most', async () => {
    await serving((_request, response) => response.end());
    const other = (await manyAsking('127.0.0.2', 1))[0]!;
    const [oldest] = await manyAsking('127.0.0.3', MOST - 1);
    const closed = once(oldest!, 'close');
    expect(await isAnswered(await connectAndRequest('127.0.0.4'))).toBe(true);
    oldest!.resume();
    await closed;
    expect(other.destroyed).toBe(false);
    expect(ended).toStrictEqual(['connections 127.0.0.3']);
  });

  it('a new connection replaces a busy one if its own address has fewer', async () => {
    await serving(({ socket }, response) => {
      if (socket.remoteAddress === '127.0.0.4') response.end();
    });
    const [oldest] = await manyAsking('127.0.0.3', MOST);
    const closed = once(oldest!.resume(), 'close');
    expect(await isAnswered(await connectAndRequest('127.0.0.4'))).toBe(true);
    await closed;
  });

  it('an address with only busy connections gets no more', async () => {
    await serving(() => undefined);
    const before = await manyAsking('127.0.0.3', MOST);
    await once(connect({ host: '127.0.0.1', port, localAddress: '127.0.0.3' }).resume(), 'close');
    expect(before.every(({ readyState }) => readyState === 'open')).toBe(true);
  });

  it('a single address may hold all connections, and its next one replaces an idle one of its own', async () => {
    await serving((_request, response) => response.end());
    await manyAsking('127.0.0.3', MOST);
    expect(await isAnswered(await connectAndRequest('127.0.0.3'))).toBe(true);
    const count = await new Promise((resolve) =>
      http!.server.getConnections((_error, open) => resolve(open)),
    );
    expect(count).toBe(MOST);
  });
});
