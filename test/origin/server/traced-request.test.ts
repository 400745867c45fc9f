import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { traceRequest } from '../../../src/origin/server/traced-request.js';
import { noTracing } from '../../../src/shared/tracing/tracing.js';
import { recordedTracing } from '../../support/recorded-tracing.js';

let recorded: ReturnType<typeof recordedTracing>;
let server: ReturnType<typeof createServer>;
let port: number;

beforeEach(async () => {
  recorded = recordedTracing();
  server = createServer((request, response) =>
    traceRequest(recorded.tracing, { request, response }, '/{asset}.m3u8', (span) => {
      span.set({ 'onplay.asset': 'film' });
      if (request.url !== '/never') response.writeHead(404).end('gone');
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function ask(path: string, method = 'GET', traceparent = '') {
  const request = send({ port, path, method, headers: { ...(traceparent && { traceparent }) } });
  request.on('error', () => undefined);
  request.on('response', (response) => response.resume());
  request.end();
  return request;
}

const span = () => vi.waitFor(() => expect(recorded.spans).toHaveLength(1)).then(() => recorded.spans[0]!);

it('the span of a request says what was asked and answered, and not its URL', async () => {
  ask('/film.m3u8?token=secret', 'GET', 'the header');
  expect(await span()).toEqual({
    name: 'request',
    traceparent: 'the header',
    attributes: {
      'http.request.method': 'GET',
      'http.route': '/{asset}.m3u8',
      'http.response.status_code': 404,
      'onplay.asset': 'film',
    },
  });
});

it('a method that is not a common one has no name of its own', async () => {
  ask('/film.m3u8', 'PURGE');
  expect((await span()).attributes['http.request.method']).toBe('_OTHER');
});

it('the span of a request whose client has left ends too, without a status', async () => {
  const request = ask('/never');
  await vi.waitFor(() => expect(recorded.begun).toEqual(['request']));
  request.destroy();
  expect((await span()).attributes).not.toHaveProperty('http.response.status_code');
});

it('where nothing is recorded, a request is only answered', () => {
  const answer = vi.fn();
  const exchange = {} as Parameters<typeof traceRequest>[1];
  traceRequest(noTracing, exchange, '/{asset}.mpd', answer);
  expect(answer).toHaveBeenCalledOnce();
});
