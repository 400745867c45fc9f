import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import express, { type RequestHandler } from 'express';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { problems } from '../../../src/origin/problems/send-problem.js';
import { OnplayError } from '../../../src/shared/errors.js';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const logged: [level: string, entry: Record<string, unknown>][] = [];

/** A server whose only route is `handler`. */
async function serving(handler: RequestHandler): Promise<number> {
  logged.length = 0;
  const note = (level: string) => (entry: Record<string, unknown>) => void logged.push([level, entry]);
  const log = { debug: note('debug'), info: note('info'), error: note('error') };
  const app = express();
  app.use((request, _response, next) => {
    Object.assign(request, { id: 'r1', log });
    next();
  });
  app.use(handler, problems);
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const ask = async (handler: RequestHandler, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${await serving(handler)}/`, init);

describe('a thrown error', () => {
  it('becomes a problem with the id of the request', async () => {
    const response = await ask(() => {
      throw new OnplayError('queue_full', { publicDetail: 'Busy.' });
    });
    expect([response.status, response.headers.get('retry-after')]).toStrictEqual([503, '2']);
    expect(await response.json()).toMatchObject({ code: 'queue_full', detail: 'Busy.', instance: 'r1' });
  });

  it('is answered for HEAD as for GET, without the body', async () => {
    const thrower: RequestHandler = () => {
      throw new OnplayError('asset_unknown', { publicDetail: 'None.' });
    };
    const get = await ask(thrower);
    const length = String((await get.arrayBuffer()).byteLength);
    const head = await ask(thrower, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toStrictEqual([
      404,
      length,
      '',
    ]);
  });

  it('removes the headers of the content, and stays uncacheable if the route was', async () => {
    const response = await ask((_request, response) => {
      response.set({
        ETag: '"a"',
        'Accept-Ranges': 'bytes',
        'Content-Encoding': 'gzip',
        'Last-Modified': 'x',
      });
      response.set({ 'Cache-Control': 'no-store', Vary: 'Accept-Encoding' });
      throw new OnplayError('asset_unknown', { publicDetail: 'None.' });
    });
    for (const name of ['etag', 'accept-ranges', 'content-encoding', 'last-modified']) {
      expect(response.headers.get(name)).toBeNull();
    }
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('vary')).toBe('Accept-Encoding');
  });

  it.each([
    [new Error('/srv/secret')],
    ['/srv/secret'],
    [{ status: 200 }],
    [{ status: '404' }],
    [{ status: 500 }],
  ])('without a code is an internal error that reveals nothing: %o', async (thrown) => {
    const response = await ask(() => {
      throw thrown;
    });
    const text = await response.text();
    expect([response.status, text.includes('secret')]).toStrictEqual([500, false]);
    expect(logged).toMatchObject([['error', { code: 'internal_error', err: thrown }]]);
  });

  it('is logged with its cause, at the level of its severity', async () => {
    const cause = new Error('exit code 1');
    for (const [code, level] of [
      ['encode_failed', 'error'],
      ['master_unreadable', 'error'],
      ['queue_full', 'info'],
      ['asset_unknown', 'info'],
    ] as const) {
      await ask(() => {
        throw new OnplayError(code, { publicDetail: 'No.', cause });
      });
      expect(logged).toStrictEqual([[level, { code, status: expect.any(Number), err: cause }]]);
    }
  });

  it.each([
    [400, 'request_malformed'],
    [404, 'route_unknown'],
    [412, 'request_malformed'],
    [413, 'body_too_large'],
    [415, 'content_type_unsupported'],
  ])('by Express with status %i gets a problem code', async (status, code) => {
    const response = await ask(() => {
      throw Object.assign(new Error('in /srv/secret'), { status });
    });
    expect(await response.json()).toMatchObject({ code, detail: expect.not.stringContaining('secret') });
  });

  it('is not logged as an error after the client has left', async () => {
    let thrown = () => undefined as unknown;
    const waiting = new Promise((resolve) => {
      thrown = () => resolve(undefined);
    });
    const port = await serving(async (_request, response) => {
      const closed = once(response, 'close');
      socket.resetAndDestroy();
      await closed;
      thrown();
      throw new Error('Request aborted');
    });
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await waiting;
    await vi.waitFor(() => expect(logged.map(([level]) => level)).toStrictEqual(['debug']));
  });

  it('after the first byte ends the connection, so that a partial response is not taken as complete', async () => {
    let received = () => undefined as unknown;
    const port = await serving(async (_request, response) => {
      response.writeHead(200, { 'Content-Length': '1000' });
      response.write('half');
      await new Promise((resolve) => {
        received = () => resolve(undefined);
      });
      throw new Error('too late');
    });
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (Buffer.concat(chunks).includes('half')) received();
    });
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'close');
    expect(Buffer.concat(chunks).toString().endsWith('\r\n\r\nhalf')).toBe(true);
    expect(logged).toHaveLength(1);
  });
});
