import { once } from 'node:events';
import { Agent, get, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HttpServer, within } from '../../../src/origin/http/serving.js';

let http: HttpServer | undefined;
afterEach(() => http?.close(0));

async function serving(app: RequestListener, answerMs = 1000): Promise<number> {
  http = new HttpServer(app, answerMs);
  return http.listen({ host: '127.0.0.1', port: 0 });
}

describe('the HTTP server', () => {
  it('bounds how long a client may take, and how many there may be', async () => {
    await serving((_request, response) => response.end(), 60_000);
    const { headersTimeout, requestTimeout, keepAliveTimeout, timeout, maxConnections } = http!.server;
    expect({ headersTimeout, requestTimeout, keepAliveTimeout, timeout, maxConnections }).toStrictEqual({
      headersTimeout: 15_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 75_000,
      timeout: 120_000,
      maxConnections: 10_000,
    });
  });

  it('ends connections on which nothing happens', async () => {
    const port = await serving((_request, response) => response.end());
    http?.server.setTimeout(20);
    const socket = connect(port, '127.0.0.1');
    socket.resume();
    await once(socket, 'close');
    expect(socket.readableEnded || socket.destroyed).toBe(true);
  });

  it('says why it cannot listen', async () => {
    const port = await serving((_request, response) => response.end());
    const second = new HttpServer(() => undefined, 0);
    await expect(second.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('closing', () => {
  it('lets the answers under way go out, and does not wait for connections on which nothing is asked', async () => {
    let answer = () => undefined as unknown;
    const port = await serving((_request, response) => {
      answer = () => response.end('whole');
    });
    const agent = new Agent({ keepAlive: true });
    const idle = connect(port, '127.0.0.1').on('error', () => undefined);
    await once(idle, 'connect');
    const asked = once(get({ port, agent, host: '127.0.0.1' }), 'response');
    await once(http!.server, 'request');
    const startedAt = performance.now();
    const closed = http!.close(10_000);
    answer();
    const [response] = await asked;
    let text = '';
    for await (const chunk of response) text += String(chunk);
    await closed;
    expect(text).toBe('whole');
    expect(performance.now() - startedAt).toBeLessThan(2000);
    agent.destroy();
    idle.destroy();
  });

  it('ends the rest when the time is over', async () => {
    const port = await serving(() => undefined);
    const asked = once(get({ port, host: '127.0.0.1' }), 'response');
    await once(http!.server, 'request');
    await http!.close(20);
    await expect(asked).rejects.toThrow();
  });

  it('may be asked for twice', async () => {
    await serving((_request, response) => response.end());
    await Promise.all([http!.close(1000), http!.close(1000)]);
  });
});

describe('waiting within a time', () => {
  it('ends with the work or with the time, whichever is first, and leaves no timer', async () => {
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
