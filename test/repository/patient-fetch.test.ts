/** The tests' clients wait for the time that a busy server names in `Retry-After`. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { patientFetch, retryDelayMs } from '../support/patient-fetch.js';

let server: Server | undefined;
afterEach(() => server?.close());

async function serving(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('a request is sent again after the time in Retry-After', async () => {
  const at: number[] = [];
  const url = await serving((_request, response) => {
    at.push(performance.now());
    if (at.length === 1) response.writeHead(503, { 'Retry-After': '1' }).end('no room');
    else response.end('there');
  });
  expect(await (await patientFetch(url)).text()).toBe('there');
  expect(at).toHaveLength(2);
  expect(at[1]! - at[0]!).toBeGreaterThan(950);
});

test('other responses are not retried', async () => {
  let requests = 0;
  const url = await serving((_request, response) => {
    requests += 1;
    response.writeHead(503).end('ending');
  });
  const response = await patientFetch(url);
  expect([response.status, await response.text(), requests]).toEqual([503, 'ending', 1]);
  expect([429, 500, 502, 404].map((status) => retryDelayMs(status, '5'))).toEqual([0, 0, 0, 0]);
});
