import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { answerLimit } from '../../../src/origin/problems/answer-in-time.js';
import { clientSignal } from '../../../src/origin/server/request-context.js';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const late: string[] = [];

async function serving(listener: RequestListener, ms = 10): Promise<string> {
  late.length = 0;
  const limit = answerLimit(ms, (_request, id) => late.push(id));
  const inTime: RequestListener = (request, response) => {
    limit(request, response);
    listener(request, response);
  };
  server = createServer(inTime).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a request beyond the time limit', () => {
  it('gets a retryable problem, and its work is cancelled', async () => {
    let signal: AbortSignal | undefined;
    const url = await serving((_request, response) => {
      signal = clientSignal(response);
    });
    const response = await fetch(`${url}/-/g/film/v240/1.m4s`);
    expect([response.status, response.headers.get('retry-after')]).toStrictEqual([503, '5']);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    const { code, instance } = (await response.json()) as { code: string; instance: string };
    expect([code, [instance]]).toStrictEqual(['answer_late', late]);
    if (!signal!.aborted) await once(signal!, 'abort');
  });

  it('keeps the id it already has', async () => {
    const url = await serving((request) => {
      request.id = 'r1';
    });
    expect(await (await fetch(url)).json()).toMatchObject({ instance: 'r1' });
  });

  it('is answered without a body for HEAD', async () => {
    const url = await serving(() => undefined);
    const response = await fetch(url, { method: 'HEAD' });
    expect([response.status, await response.text()]).toStrictEqual([503, '']);
  });

  it('is not touched once its response has begun', async () => {
    const url = await serving((_request, response) => {
      response.write('first');
      setTimeout(() => response.end(' last'), 50);
    });
    expect(await (await fetch(url)).text()).toBe('first last');
    expect(late).toStrictEqual([]);
  });
});
