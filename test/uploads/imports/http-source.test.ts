import { afterEach, describe, expect, it } from 'vitest';
import type { Lookup } from '../../../src/shared/outbound/guarded-connector.js';
import { openHttpSource } from '../../../src/uploads/imports/http-source.js';
import { type SourceServer, sends, startSource } from '../support/source-server.js';

let servers: SourceServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

const started = async (...[listener]: Parameters<typeof startSource>) => {
  const server = await startSource(listener);
  servers.push(server);
  return server;
};

/** A name server that answers each question with the next of these addresses, and with the last one from then on. */
function answering(...addresses: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const lookup: Lookup = (name, _options, callback) => {
    const found = addresses[Math.min(asked.length, addresses.length - 1)] ?? [];
    asked.push(name);
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { lookup, asked };
}

const onlyThis = (address: string) => address === '127.0.0.1';
const never = new AbortController().signal;

const open = (url: string, options: Partial<Parameters<typeof openHttpSource>[1]> = {}) =>
  openHttpSource(new URL(url), { allowedHosts: ['*'], isAllowed: onlyThis, ...options }, never);

async function contentOf(source: Awaited<ReturnType<typeof open>>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.body) chunks.push(chunk);
  await source.close();
  return Buffer.concat(chunks).toString();
}

describe('a source', () => {
  it('is read by name, with the name as its host', async () => {
    const server = await started(sends('a film'));
    const { lookup } = answering(['127.0.0.1']);
    const source = await open(`http://films.example:${server.port}/a.mp4?key=1`, { lookup });
    expect(source).toMatchObject({ length: 6, contentType: 'video/mp4' });
    expect(await contentOf(source)).toBe('a film');
    expect(server.requests).toEqual([{ host: `films.example:${server.port}`, url: '/a.mp4?key=1' }]);
  });

  it('is read from the allowed one of the addresses of a name', async () => {
    const server = await started(sends('a film'));
    const { lookup } = answering(['127.0.0.9', '::1', '127.0.0.1']);
    expect(await contentOf(await open(`http://films.example:${server.port}/`, { lookup }))).toBe('a film');
  });

  it('follows redirects, relative ones too', async () => {
    const server = await started((request, response) => {
      if (request.url === '/b/film.mkv') return sends('a film')(request, response);
      response.writeHead(302, { Location: request.url === '/' ? '/b/next' : 'film.mkv' }).end('elsewhere');
    });
    const source = await open(`http://127.0.0.1:${server.port}/`);
    expect(source.fileName).toBe('film.mkv');
    expect(await contentOf(source)).toBe('a film');
  });

  it.each([
    ['an address in the URL', 'http://127.0.0.2:PORT/'],
    ['a number as address', 'http://2130706434:PORT/'],
    ['an address in hex and octal', 'http://0x7f.0.0.02:PORT/'],
    ['IPv6', 'http://[::1]:PORT/'],
    ['mapped IPv6', 'http://[::ffff:127.0.0.2]:PORT/'],
    ['the name of this machine', 'http://localhost:PORT/'],
  ])('is never connected to where it is not allowed, by %s', async (_what, url) => {
    const server = await started(sends('secret'));
    const isAllowed = () => false;
    const refused = open(url.replace('PORT', String(server.port)), { isAllowed });
    await expect(refused).rejects.toMatchObject({ code: 'import_source_refused' });
    expect(server.connections()).toBe(0);
  });

  it('is never connected to by a name that leads to an address that is not allowed', async () => {
    const server = await started(sends('secret'));
    const { lookup } = answering(['127.0.0.2', '::1']);
    const refused = open(`http://films.example:${server.port}/`, { lookup });
    await expect(refused).rejects.toMatchObject({ code: 'import_source_refused' });
    expect(server.connections()).toBe(0);
  });

  it('is checked at the address that is connected to, however the name is answered next', async () => {
    const server = await started(sends('secret'));
    // The first answer would pass a check before the connection, the second is what a connection would use.
    const { lookup, asked } = answering(['127.0.0.1'], ['127.0.0.2']);
    await contentOf(await open(`http://films.example:${server.port}/`, { lookup }));
    expect(asked).toEqual(['films.example']);
    const refused = open(`http://films.example:${server.port}/`, { lookup });
    await expect(refused).rejects.toMatchObject({ code: 'import_source_refused' });
    expect(server.connections()).toBe(1);
  });

  it('is checked again at each redirect: a name that has another address by then is refused', async () => {
    const server = await started((request, response) => {
      if (request.url !== '/') return sends('secret')(request, response);
      response
        .writeHead(307, { Location: `http://again.example:${server.port}/latest`, Connection: 'close' })
        .end();
    });
    const { lookup, asked } = answering(['127.0.0.1'], ['127.0.0.2']);
    const refused = open(`http://films.example:${server.port}/`, { lookup });
    await expect(refused).rejects.toMatchObject({ code: 'import_source_refused' });
    expect(asked).toEqual(['films.example', 'again.example']);
    expect(server.requests.map(({ url }) => url)).toEqual(['/']);
  });

  it.each([
    ['to an address that is not allowed', 'http://127.0.0.2:1/', 'import_source_refused'],
    ['to mapped IPv6', 'http://[::ffff:7f00:2]:1/', 'import_source_refused'],
    ['to a host that is not listed', 'http://elsewhere.example/', 'import_source_refused'],
    ['to a file', 'file:///etc/passwd', 'import_source_refused'],
    ['to data', 'data:video/mp4,film', 'import_source_refused'],
    ['with a password', 'http://user:password@127.0.0.1/', 'import_source_refused'],
    ['to nothing', 'http://', 'import_source_failed'],
  ])('may not redirect %s', async (_what, Location, code) => {
    const server = await started((_request, response) => response.writeHead(301, { Location }).end());
    const allowedHosts = ['127.0.0.1', '127.0.0.2', '[::ffff:7f00:2]'];
    const refused = open(`http://127.0.0.1:${server.port}/`, { allowedHosts });
    await expect(refused).rejects.toMatchObject({ code });
    expect(server.requests).toHaveLength(1);
  });

  it('may not redirect for ever', async () => {
    const server = await started((_request, response) => response.writeHead(302, { Location: '/' }).end());
    await expect(open(`http://127.0.0.1:${server.port}/`)).rejects.toMatchObject({
      code: 'import_source_failed',
    });
    expect(server.requests).toHaveLength(6);
  });

  it.each([
    ['a page', 200, { 'Content-Type': 'text/html; charset=utf-8' }, 'import_source_not_media'],
    ['JSON', 200, { 'Content-Type': 'application/json' }, 'import_source_not_media'],
    [
      'a compressed form',
      200,
      { 'Content-Type': 'video/mp4', 'Content-Encoding': 'gzip' },
      'import_source_failed',
    ],
    ['an error', 403, { 'Content-Type': 'video/mp4' }, 'import_source_failed'],
    ['a part', 206, { 'Content-Type': 'video/mp4' }, 'import_source_failed'],
    ['nothing', 204, {}, 'import_source_failed'],
  ] as const)('is refused where it answers with %s', async (_what, status, headers, code) => {
    const server = await started((_request, response) => response.writeHead(status, headers).end());
    await expect(open(`http://127.0.0.1:${server.port}/`)).rejects.toMatchObject({ code });
  });

  it('says nothing of the URL in the error of a server that cannot be reached', async () => {
    const server = await startSource(sends(''));
    await server.close();
    const failed = open(`http://127.0.0.1:${server.port}/?signature=secret`);
    await expect(failed).rejects.toMatchObject({
      code: 'import_source_failed',
      publicDetail: 'The source could not be read: ECONNREFUSED.',
    });
  });
});
