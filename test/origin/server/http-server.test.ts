import { once } from 'node:events';
import { Agent, get, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HttpServer } from '../../../src/origin/server/http-server.js';
import { within } from '../../../src/shared/deadline.js';
import { UNIT_TEST_MS } from '../../support/budgets.js';

let http: HttpServer | undefined;
afterEach(() => http?.close(0));

async function serving(app: RequestListener, answerMs = 1000): Promise<number> {
  http = new HttpServer(app, answerMs);
  return http.listen({ host: '127.0.0.1', port: 0 });
}

describe('the HTTP server', () => {
  it('limits how long a client may take', async () => {
    await serving((_request, response) => response.end(), 60_000);
    const { headersTimeout, requestTimeout, keepAliveTimeout, timeout } = http!.server;
    expect({ headersTimeout, requestTimeout, keepAliveTimeout, timeout }).toStrictEqual({
      headersTimeout: 15_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 75_000,
      timeout: 120_000,
    });
  });

  it('lets the bytes of an upload take longer than any other request', () => {
    const limits = { maxConnections: 10, maxUnsentBytes: 10, isUpload: () => true };
    expect(new HttpServer(() => undefined, 1000, limits).server.requestTimeout).toBe(3_600_000);
  });

  it('ends idle connections', async () => {
    const port = await serving((_request, response) => response.end());
    http?.server.setTimeout(20);
    const socket = connect(port, '127.0.0.1');
    socket.resume();
    await once(socket, 'close');
    expect(socket.readableEnded || socket.destroyed).toBe(true);
  });

  it('rejects with the reason why it cannot listen', async () => {
    const port = await serving((_request, response) => response.end());
    const second = new HttpServer(() => undefined, 0);
    await expect(second.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('pipelined requests', () => {
  const REQUEST = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

  it('are answered one after the other', async () => {
    const begun: string[] = [];
    const finish: (() => void)[] = [];
    const port = await serving(({ url }, response) => {
      begun.push(url ?? '');
      finish.push(() => response.end(url));
    });
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.write(['/a', '/b', '/c'].map(REQUEST).join(''));
    for (const path of ['/a', '/b', '/c']) {
      await vi.waitFor(() => expect(begun.at(-1)).toBe(path));
      finish.at(-1)?.();
    }
    await vi.waitFor(() => expect(text.match(/\/[abc]/g)).toStrictEqual(['/a', '/b', '/c']));
    socket.destroy();
  });

  it('are dropped with the connection, so that nothing is produced for a client that has left', async () => {
    const begun: string[] = [];
    let closed = 0;
    const port = await serving(({ url }, response) => {
      begun.push(url ?? '');
      response.once('close', () => closed++);
    });
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.write(['/a', '/b', '/c'].map(REQUEST).join(''));
    await vi.waitFor(() => expect(begun).toStrictEqual(['/a']));
    socket.destroy();
    await vi.waitFor(() => expect(closed).toBe(1));
    expect(begun).toStrictEqual(['/a']);
  });

  it('are limited in number, also if they are answered synchronously', async () => {
    let begun = 0;
    const port = await serving((_request, response) => {
      begun += 1;
      response.end('small');
    });
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.write(REQUEST('/').repeat(100));
    socket.resume();
    await once(socket, 'close');
    expect(begun).toBe(1);
  });

  it('are answered in their turn, also if they are answered synchronously', async () => {
    const port = await serving(({ url }, response) => response.end(url));
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.write(['/a', '/b', '/c'].map(REQUEST).join(''));
    await vi.waitFor(() => expect(text.match(/\/[abc]/g)).toStrictEqual(['/a', '/b', '/c']));
    socket.destroy();
  });

  it.each([
    ['plain ones', REQUEST('/')],
    ['with an expectation that is unknown', 'GET / HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\n\r\n'],
    [
      'with a body to come',
      'POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n',
    ],
    ['without Host', 'GET / HTTP/1.1\r\n\r\n'],
  ])('are limited in number, else the connection ends: %s', async (_what, request) => {
    let begun = 0;
    const port = await serving(() => begun++);
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.write(REQUEST('/') + request.repeat(100));
    socket.resume();
    await once(socket, 'close');
    expect(begun).toBeLessThanOrEqual(1);
  });
});

describe('a request', () => {
  it.each([
    ['without Host is refused', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['of HTTP/1.0 needs no Host', 'GET / HTTP/1.0\r\n\r\n', 200],
    [
      'with an expectation that is unknown is answered',
      'GET / HTTP/1.1\r\nHost: x\r\nExpect: x\r\n\r\n',
      200,
    ],
  ])('%s', async (_title, text, status) => {
    const port = await serving((_request, response) => response.end());
    const socket = connect(port, '127.0.0.1');
    socket.write(text);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toContain(`HTTP/1.1 ${status}`);
    socket.destroy();
  });
});

describe('closing', () => {
  it('waits for responses in progress, but not for idle connections', async () => {
    let answer = () => undefined as unknown;
    const port = await serving((_request, response) => {
      answer = () => response.end('whole');
    });
    const agent = new Agent({ keepAlive: true });
    const idle = connect(port, '127.0.0.1').on('error', () => undefined);
    await once(idle, 'connect');
    const pending = once(get({ port, agent, host: '127.0.0.1' }), 'response');
    await once(http!.server, 'request');
    // Closing can only finish before this if it does not wait for the idle connection.
    const closed = http!.close(UNIT_TEST_MS);
    answer();
    const [response] = await pending;
    let text = '';
    for await (const chunk of response) text += String(chunk);
    await closed;
    expect(text).toBe('whole');
    agent.destroy();
    idle.destroy();
  });

  it('ends the remaining connections after the grace period', async () => {
    const port = await serving(() => undefined);
    const pending = once(get({ port, host: '127.0.0.1' }), 'response');
    await once(http!.server, 'request');
    await http!.close(20);
    await expect(pending).rejects.toThrow();
  });

  it('may be called twice', async () => {
    await serving((_request, response) => response.end());
    await Promise.all([http!.close(1000), http!.close(1000)]);
  });
});

describe('waiting with a time limit', () => {
  it('ends with the work or at the time limit, whichever is first, and leaves no timer', async () => {
    vi.useFakeTimers();
    try {
      await within(1000, Promise.resolve());
      expect(vi.getTimerCount()).toBe(0);
      const waited = within(1000, new Promise(() => undefined));
      await vi.advanceTimersByTimeAsync(1000);
      await waited;
    } finally {
      vi.useRealTimers();
    }
  });
});
