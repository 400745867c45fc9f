import type { IncomingHttpHeaders } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { TrackingClient } from '../../../src/ads/firing/tracking-client.js';
import { isAllowedAddress } from '../../../src/shared/outbound/allowed-addresses.js';
import { adBench } from '../support/ad-bench.js';

const bench = adBench();
const clients: TrackingClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await bench.close();
});

const request = (
  url: string,
  { isPrivate = true, viewer = {}, signal = new AbortController().signal } = {},
) => {
  const client = new TrackingClient({ isAllowed: (address) => isAllowedAddress(address, isPrivate) });
  clients.push(client);
  return client.request(url, viewer, signal);
};
const answers = (status: number, headers = {}) =>
  bench.server((_request, response) => response.writeHead(status, headers).end('ignored'));

describe('a tracking URL', () => {
  it.each([
    [200, 'requested'],
    [204, 'requested'],
    [304, 'requested'],
    [404, 'failed'],
    [429, 'again'],
    [503, 'again'],
  ])('that is answered with %i is %s', async (status, kind) => {
    expect(await request((await answers(status)).url)).toMatchObject({ kind });
  });

  it('is requested where redirects lead, which are few, and never from https to http', async () => {
    const end = await answers(204);
    expect(await request((await answers(302, { Location: end.url })).url)).toEqual({ kind: 'requested' });
    expect(end.requests).toHaveLength(1);
    expect(await request((await answers(302, { Location: '/again' })).url)).toMatchObject({ kind: 'failed' });
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://127.0.0.1:1/',
    'http://[::1]:1/',
    'http://user:secret@t.example/',
    'file:///etc/passwd',
    'no URL',
  ])('is not %s', async (url) => {
    expect(await request(url, { isPrivate: false })).toMatchObject({ kind: 'failed' });
  });

  it('may be requested again where nothing answers, and no longer than it is wanted', async () => {
    expect(await request(await bench.deadUrl())).toEqual({ kind: 'again', reason: 'ECONNREFUSED' });
    const signal = AbortSignal.timeout(50);
    expect(await request(await bench.silentServer(), { signal })).toMatchObject({ kind: 'again' });
  });

  it('has a body of which little is read', async () => {
    const { url } = await bench.server((_request, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      };
      response.on('drain', more);
      more();
    });
    expect(await request(url)).toEqual({ kind: 'requested' });
  });

  it('is requested in the name of this server, with what the device of the viewer is', async () => {
    const heard: IncomingHttpHeaders[] = [];
    const { url } = await bench.server(({ headers }, response) => {
      heard.push(headers);
      response.writeHead(204).end();
    });
    const viewer = { address: '2001:db8::1', userAgent: `A\u0000B\u00e9\r\nX: y${'z'.repeat(600)}` };
    await request(url, { viewer });
    await request(url, { viewer: { address: 'unknown\r\n' } });
    const [one, two] = heard;
    expect(one).toMatchObject({ 'x-device-ip': '2001:db8::1', 'x-forwarded-for': '2001:db8::1' });
    expect(one!['user-agent']).toMatch(/^onplay\//);
    expect(one!['x-device-user-agent']).toMatch(/^ABX: yz{506}$/);
    expect([two!['x-device-ip'], two!['x-device-user-agent']]).toEqual([undefined, undefined]);
  });
});
