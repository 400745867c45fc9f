import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { KEEP_ALIVE_MS } from '../../../src/origin/server/keep-alive.js';
import { PreparedResponse } from '../../../src/origin/server/prepared-response.js';

let server: Server | undefined;
afterEach(() => {
  vi.useRealTimers();
  server?.closeAllConnections();
  server?.close();
});

/** All bytes that a server with this listener sends for a request and a second one that ends the connection. */
async function sentBy(listener: RequestListener, request = 'GET /a HTTP/1.1\r\nHost: x\r\n\r\n') {
  server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.write(request);
  socket.end('GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

const BINARY = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

const headersFor = (body: Uint8Array) => [
  'ETag',
  '"a"',
  'Content-Length',
  String(body.byteLength),
  'X',
  'a, b',
];

describe('a prepared response', () => {
  it.each([
    ['text', Buffer.from('#EXTM3U\nä\n')],
    ['any bytes', BINARY],
    ['no bytes', Buffer.alloc(0)],
    ['many bytes', Buffer.alloc(100_000, BINARY)],
  ])('with %s is byte for byte what Node sends', async (_, body) => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_123 });
    const headers = headersFor(body);
    const prepared = new PreparedResponse(headers, body);
    const sent: boolean[] = [];
    const actual = await sentBy((_request, response) => {
      sent.push(prepared.send(response));
      if (!sent.at(-1)) response.writeHead(200, headers).end(body);
    });
    const expected = await sentBy((_request, response) => response.writeHead(200, headers).end(body));
    expect(withoutDate(actual)).toBe(withoutDate(expected));
    // The second response ends the connection, which the head has to say.
    expect(sent).toStrictEqual([true, false]);
  });

  it('says when it was sent', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_999 });
    const prepared = new PreparedResponse(['Content-Length', '0'], Buffer.alloc(0));
    const first = await sentBy((_request, response) => void (prepared.send(response) || response.end()));
    expect(first).toContain('\r\nDate: Fri, 15 Jan 2027 08:00:00 GMT\r\n');
    vi.setSystemTime(1_800_000_001_000);
    const second = await sentBy((_request, response) => void (prepared.send(response) || response.end()));
    expect(second).toContain('\r\nDate: Fri, 15 Jan 2027 08:00:01 GMT\r\n');
  });

  it.each([
    ['HEAD', 'HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n', () => undefined],
    ['a client that keeps no connection', 'GET /a HTTP/1.0\r\n\r\n', () => undefined],
    ['headers that were set before', 'GET /a HTTP/1.1\r\nHost: x\r\n\r\n', setOne],
  ] as const)('is left to Node for %s', async (_, request, before) => {
    const prepared = new PreparedResponse(headersFor(BINARY), BINARY);
    let isSent: boolean | undefined;
    await sentBy((_request, response) => {
      before(response);
      isSent ??= prepared.send(response);
      if (!response.headersSent) response.end();
    }, request);
    expect(isSent).toBe(false);
  });

  it('is not sent in place of a response that was sent already', async () => {
    const prepared = new PreparedResponse(headersFor(BINARY), BINARY);
    let isSent: boolean | undefined;
    const sent = await sentBy((_request, response) => {
      response.writeHead(503, { 'Content-Length': '0' }).end();
      isSent ??= prepared.send(response);
    });
    expect([isSent, sent.match(/HTTP/g)]).toStrictEqual([false, ['HTTP', 'HTTP']]);
  });

  it.each([
    ['a line break in a value', ['X', 'a\r\nSet-Cookie: b=c']],
    ['a name that is none', ['X Y', 'a']],
  ])('is refused with %s', (_, headers) => {
    expect(() => new PreparedResponse(headers, BINARY)).toThrow(TypeError);
  });
});

function setOne(response: { setHeader(name: string, value: string): unknown }): void {
  response.setHeader('X-Request-Id', 'r1');
}

function withoutDate(text: string): string {
  return text.replaceAll(/\r\nDate: [^\r]*/g, '\r\nDate:');
}
