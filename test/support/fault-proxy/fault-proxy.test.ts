/** The proxy of the tests with an object store: were it wrong, they would prove nothing. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from './fault-proxy.js';
import { NO_FAULTS } from './faults.js';

const BODY = Buffer.alloc(100_000, 'body');

let store: Server;
let proxy: FaultProxy;

beforeAll(async () => {
  store = createServer(async (request, response) => {
    await request.resume().toArray();
    response.writeHead(200, { 'content-length': BODY.length, 'x-host': request.headers.host });
    response.end(request.method === 'HEAD' ? undefined : BODY);
  });
  store.listen(0, '127.0.0.1');
  await once(store, 'listening');
  proxy = await startFaultProxy(`http://127.0.0.1:${(store.address() as AddressInfo).port}`);
});

afterAll(async () => {
  await proxy.close();
  store.closeAllConnections();
  store.close();
});

beforeEach(() => {
  proxy.setFaults(NO_FAULTS);
  proxy.reset();
});

const read = (path: string, init?: RequestInit) => fetch(`${proxy.endpoint}/bucket/${path}`, init);
const outcome = (path: string) =>
  read(path).then(
    async (response) => {
      const body = await response.text().catch(() => undefined);
      return [response.status, /<Code>(.*)<.Code>/.exec(body ?? '')?.[1] ?? body?.length];
    },
    () => 'failed',
  );

describe('a proxy in front of a store', () => {
  test('passes requests on with the host that the client has signed', async () => {
    const response = await read('a%20film.mp4', { headers: { range: 'bytes=0-9' } });
    expect(response.headers.get('x-host')).toBe(new URL(proxy.endpoint).host);
    expect(Buffer.from(await response.arrayBuffer()).equals(BODY)).toBe(true);
    expect(proxy.exchanges).toMatchObject([
      { method: 'GET', key: 'a film.mp4', range: 'bytes=0-9', status: 200 },
    ]);
  });

  test('counts requests and bytes, of all or of some', async () => {
    await (await read('one', { method: 'PUT', body: BODY })).arrayBuffer();
    await (await read('two')).arrayBuffer();
    expect(proxy.traffic()).toEqual({ requests: 2, sentBytes: BODY.length, receivedBytes: 2 * BODY.length });
    expect(proxy.traffic(({ method }) => method === 'PUT')).toMatchObject({ requests: 1 });
    expect(proxy.traffic(({ key }) => key === 'two')).toMatchObject({ sentBytes: 0 });
  });

  test.each([
    ['status 500', [500, 'InternalError']],
    ['status 503', [503, 'SlowDown']],
    ['cut short', [200, undefined]],
    ['closed', 'failed'],
  ] as const)('fails by %s', async (fault, expected) => {
    proxy.setFaults({ share: 1, kinds: [fault] });
    expect(await outcome('one')).toEqual(expected);
    expect(proxy.exchanges).toMatchObject([{ fault }]);
  });

  test('does not answer until the client gives up', async () => {
    proxy.setFaults({ share: 1, kinds: ['time-out'] });
    await expect(read('one', { signal: AbortSignal.timeout(50) })).rejects.toThrow();
    expect(proxy.exchanges[0]?.status).toBeUndefined();
  });

  test('fails for the same share of requests each time', async () => {
    const outcomes = async () => {
      proxy.setFaults({ share: 0.2, kinds: ['status 503'], of: ({ key }) => key === 'master', seed: 7 });
      proxy.reset();
      for (let i = 0; i < 50; i++) await (await read('master')).arrayBuffer();
      await (await read('other')).arrayBuffer();
      return proxy.exchanges.map(({ status }) => status);
    };
    const first = await outcomes();
    expect(await outcomes()).toEqual(first);
    expect(first.filter((status) => status === 503).length).toBeGreaterThan(3);
    expect(first.filter((status) => status === 503).length).toBeLessThan(20);
  });

  test('is as slow as it is told', async () => {
    proxy.setLatency(60);
    const startedAt = performance.now();
    await (await read('one')).arrayBuffer();
    expect(performance.now() - startedAt).toBeGreaterThan(55);
    proxy.setLatency(0);
  });
});
