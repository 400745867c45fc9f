import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OnplayError } from '../../src/shared/errors.js';
import { codeOf, startTestOrigin, type TestOrigin } from './media/support/test-origin.js';

let origin: TestOrigin;
let folder: string;
beforeEach(async () => {
  origin = await startTestOrigin();
  folder = await origin.folder();
});
afterEach(() => origin.stop());

/** Sends raw bytes, and returns all that is received until the connection ends. */
async function speak(text: string): Promise<string> {
  const socket = connect(origin.port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.write(text);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

describe('a request for an unknown URL', () => {
  it.each(['/nothing', '/api', '/page/nothing.js', '/healthz/x', '/-', '/-/', '/index.html', '/favicon.ico'])(
    'is answered with a problem: %s',
    async (path) => {
      const response = await origin.get(path, { Authorization: 'Bearer an-admin-key-for-tests' });
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(await codeOf(response)).toBe('route_unknown');
    },
  );

  it.each([
    '/%',
    '/%E0%A4%A',
    '/page/%',
    '/page/..%2f..%2fapp.js',
    '/page/players/%2e%2e/%2e%2e/package.json',
    '/..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/var/indexes',
    '//etc/passwd',
    '/\\..\\film.mp4',
    '/film.mp4%00.m3u8x',
    '*',
    '/?/../film.mp4',
  ])('opens no file: %s', async (path) => {
    const answer = await origin.raw(path);
    if (path === '/?/../film.mp4') expect(answer.text).toContain('<!doctype html>');
    else expect([400, 404]).toContain(answer.status);
    expect(answer.text).not.toContain('film.mp4"');
    expect(answer.text).not.toContain('root:');
  });

  it.each(['/masters/film.mp4', '/film.mp4'])(
    'that is a download opens nothing without a token: %s',
    async (path) => {
      const answer = await origin.raw(path);
      expect([answer.status, answer.problem().code]).toEqual([401, 'token_missing']);
    },
  );
});

describe('a method that a URL does not allow', () => {
  const READ = 'GET, HEAD';

  it.each([
    ['/healthz', READ],
    ['/readyz', READ],
    ['/metrics', READ],
    ['/openapi.json', READ],
    ['/', READ],
    ['/page/app.js', READ],
    ['/film.m3u8', READ],
    ['/film.mpd', READ],
    ['/api/assets', 'GET, HEAD, POST'],
    ['/api/assets/film', 'GET, HEAD, DELETE'],
    ['/api/imports', READ],
    ['/api/imports/imp_1', 'GET, HEAD, DELETE'],
    ['/api/uploads', 'OPTIONS, POST'],
    ['/api/uploads/1', 'HEAD, PATCH, DELETE'],
    ['/hooks/s3', 'POST'],
    ['/api/status', READ],
    ['/api/tokens', 'POST'],
  ])('is refused with the allowed methods: %s', async (path, allowed) => {
    const others = ['DELETE', 'PUT', 'PATCH', 'POST', 'GET'].filter((method) => !allowed.includes(method));
    for (const method of others) {
      const answer = await origin.raw(path, {
        method,
        headers: { Authorization: 'Bearer an-admin-key-for-tests' },
      });
      expect([answer.status, answer.headers['allow'], answer.problem().code]).toStrictEqual([
        405,
        allowed,
        'method_not_allowed',
      ]);
    }
  });

  it('is refused for media before anything else is checked', async () => {
    for (const file of ['0.m4s', 'init.mp4', 'media.m3u8']) {
      const answer = await origin.raw(`${folder}/${file}`, { method: 'POST' });
      expect([answer.status, answer.headers['allow']]).toStrictEqual([405, READ]);
    }
    expect(origin.encoder.names).toStrictEqual([]);
  });
});

describe('other sites', () => {
  it('may send preflight requests for media', async () => {
    for (const path of ['/film.m3u8', '/film.mpd', `${folder}/0.m4s`]) {
      const answer = await origin.raw(path, {
        method: 'OPTIONS',
        headers: { Origin: 'https://site.example', 'Access-Control-Request-Headers': 'range' },
      });
      expect([answer.status, answer.text]).toStrictEqual([204, '']);
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, HEAD, OPTIONS',
        'access-control-allow-headers': expect.stringContaining('Range'),
        'access-control-max-age': '86400',
      });
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    }
  });

  it.each([
    '/',
    '/page/app.js',
    '/api/status',
    '/api/assets',
    '/api/tokens',
    '/metrics',
    '/healthz',
    '/openapi.json',
    '/nothing',
  ])('cannot read anything else: %s', async (path) => {
    for (const method of ['GET', 'OPTIONS', 'POST']) {
      const { headers } = await origin.raw(path, {
        method,
        headers: {
          Origin: 'https://evil.example',
          'Access-Control-Request-Method': 'POST',
          Authorization: 'Bearer an-admin-key-for-tests',
        },
      });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toStrictEqual([]);
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      expect(headers['timing-allow-origin']).toBeUndefined();
    }
  });

  it('can read why something cannot be played', async () => {
    for (const path of ['/film.m3u8', '/-/x', '/-/x/film/y/0.m4s']) {
      const { headers } = await origin.raw(path);
      expect(headers['access-control-allow-origin']).toBe('*');
      expect(headers['access-control-expose-headers']).toContain('Retry-After');
    }
  });
});

describe('every response', () => {
  it('has an id that is also in the log and in the problem', async () => {
    const response = await origin.get('/film.m3u8');
    const id = response.headers.get('x-request-id');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(((await response.json()) as { instance: string }).instance).toBe(id);
    const mine = origin.logged().filter((line) => (line['req'] as { id?: string } | undefined)?.id === id);
    expect(mine.map((line) => line['msg'])).toStrictEqual(['request failed', 'request completed']);
    expect(mine[0]).toMatchObject({ code: 'token_missing', status: 401 });
    const spoofed = await origin.get('/film.m3u8', { 'X-Request-Id': 'mine' });
    expect(spoofed.headers.get('x-request-id')).not.toBe('mine');
  });

  it('does not name the server software', async () => {
    const { headers } = await origin.raw('/');
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('server');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('is the last on its connection during shutdown', async () => {
    expect((await origin.raw('/healthz', { headers: { Connection: 'keep-alive' } })).headers.connection).toBe(
      'keep-alive',
    );
    origin.close();
    const answer = await origin.raw('/healthz', { headers: { Connection: 'keep-alive' } });
    expect([answer.status, answer.headers.connection]).toStrictEqual([200, 'close']);
  });
});

describe('the page', () => {
  it('is served with its own headers', async () => {
    const response = await origin.get('/');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('answers a range that lies beyond a file with 416', async () => {
    const answer = await origin.raw('/page/app.js', { headers: { Range: 'bytes=99999999-' } });
    expect([answer.status, answer.problem().code]).toStrictEqual([416, 'range_not_satisfiable']);
    expect(answer.headers['content-range']).toMatch(/^bytes \*\/\d+$/);
  });
});

describe('a refusal for now', () => {
  it('is no warning in the log, since clients retry it', async () => {
    origin.encoder.failure = new OnplayError('queue_full', { publicDetail: 'Busy.', about: 'moment' });
    const response = await origin.get(`${folder}/init.mp4`);
    expect([response.status, await codeOf(response)]).toStrictEqual([503, 'queue_full']);
    const id = response.headers.get('x-request-id');
    const mine = origin.logged().filter((line) => (line['req'] as { id?: string } | undefined)?.id === id);
    expect(mine.map(({ level, msg }) => [level, msg])).toStrictEqual([
      [30, 'request failed'],
      [30, 'request errored'],
    ]);
  });
});

describe('a bug in the code', () => {
  it('is answered with a plain 500, and logged with its stack', async () => {
    origin.encoder.failure = new TypeError('cannot read /srv/secret of undefined');
    const response = await origin.get(`${folder}/init.mp4`);
    const text = await response.text();
    expect([response.status, JSON.parse(text).code]).toStrictEqual([500, 'internal_error']);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(text).not.toContain('secret');
    const [line] = origin.logged().filter(({ msg, level }) => msg === 'request failed' && level === 50);
    expect(line).toMatchObject({ code: 'internal_error', err: { type: 'TypeError' } });
    expect((line!['err'] as { stack: string }).stack).toContain('app.test.ts');
  });

  it('outside of routes is answered the same way', async () => {
    vi.spyOn(origin.services.library, 'list').mockRejectedValue(new RangeError('/srv/secret'));
    const response = await origin.manage('/assets');
    expect([response.status, await codeOf(response)]).toStrictEqual([500, 'internal_error']);
    expect(origin.logged().some(({ level }) => level === 50)).toBe(true);
  });
});

describe('a hostile client', () => {
  it.each([
    ['nothing that is HTTP', 'hello\r\n\r\n', 400],
    ['a header without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['a URL without end', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    ['too many headers', `GET / HTTP/1.1\r\nHost: x\r\n${'x-a: 0123456789\r\n'.repeat(1500)}\r\n`, 431],
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
    ['a line break in a header', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\nGET /x HTTP/1.1\r\n\r\n', 400],
    [
      'two lengths',
      'POST /api/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['a zero byte', 'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n', 400],
  ])('that sends %s is refused', async (_what, text, status) => {
    expect(await speak(text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect((await origin.get('/healthz')).status).toBe(200);
  });

  it('gets one response for each pipelined request', async () => {
    const text = await speak(
      'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /nothing HTTP/1.1\r\nHost: x\r\n\r\nGET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    expect(text.match(/HTTP\/1\.1 \d+/g)).toStrictEqual(['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200']);
  });
});

describe('the probes', () => {
  it('report that the server is alive, and whether it is ready', async () => {
    expect(await (await origin.get('/healthz')).json()).toStrictEqual({ status: 'ok' });
    const ready = await origin.get('/readyz');
    expect([ready.status, ready.headers.get('cache-control')]).toStrictEqual([200, 'no-store']);
    origin.close();
    const stopping = await origin.get('/readyz');
    expect([stopping.status, stopping.headers.get('retry-after')]).toStrictEqual([503, '5']);
    expect((await origin.get('/healthz')).status).toBe(200);
  });

  it('expose the metrics', async () => {
    await origin.get(`${folder}/3.m4s`);
    const response = await origin.get('/metrics');
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const text = await response.text();
    expect(text).toContain('onplay_encodes_total{kind="video",outcome="ok"} 1');
    expect(text).toContain('onplay_segment_requests_total{result="miss"} 1');
    expect(text).toContain('onplay_encode_queue_depth 0');
    expect(text).toMatch(/^onplay_cache_bytes\{tier="memory"\} [1-9]\d+$/m);
    expect(text).toContain('onplay_ffmpeg_processes 0');
  });
});
