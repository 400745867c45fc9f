import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageVersion } from '../../../src/shared/version.js';
import { codeOf, DAMAGED, startTestOrigin, type TestOrigin } from '../media/support/test-origin.js';

let origin: TestOrigin;
beforeEach(async () => {
  origin = await startTestOrigin({ masters: ['film.mp4', 'series/one two/3.mov', 'no.mp4', '~draft.mp4'] });
  await origin.put('no.mp4', DAMAGED);
});
afterEach(() => origin.stop());

const post = (body: unknown, headers: Record<string, string> = {}) =>
  origin.manage('/tokens', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('GET /api/assets', () => {
  it('lists the assets with their states, but no file whose name no asset can have', async () => {
    await origin.manage('/assets/film');
    await origin.manage('/assets/no');
    const response = await origin.manage('/assets');
    expect([response.status, response.headers.get('cache-control')]).toStrictEqual([200, 'no-store']);
    expect(await response.json()).toStrictEqual({
      assets: [
        {
          id: 'film',
          state: 'ready',
          durationSeconds: 10,
          width: 1280,
          height: 720,
          frameRate: 25,
          audioTracks: 1,
        },
        {
          id: 'no',
          state: 'refused',
          problem: { code: 'master_damaged', detail: expect.stringContaining('it says so itself') },
        },
        { id: 'series/one two/3', state: 'new' },
      ],
    });
  });
});

describe('GET /api/assets/{asset}', () => {
  it.each(['film', 'series/one two/3'])('describes an asset in any directory: %s', async (asset) => {
    const path = asset.split('/').map(encodeURIComponent).join('/');
    const response = await origin.manage(`/assets/${path}`);
    expect([response.status, response.headers.get('cache-control')]).toStrictEqual([200, 'no-store']);
    expect(await response.json()).toMatchObject({
      asset,
      container: 'mp4',
      video: { codec: 'h264', width: 1280, frames: 250, syncSamples: 5 },
      segmentMap: { count: 4, videoCount: 4, startSeconds: [0, 2, 4, 8, 10] },
      ladder: expect.arrayContaining([expect.objectContaining({ id: 'v720', width: 1280 })]),
    });
  });

  it.each([
    ['nothing', 404, 'asset_unknown'],
    ['no', 422, 'master_damaged'],
    ['../../etc/passwd', 400, 'asset_name_invalid'],
    ['%2e%2e/%2e%2e/etc/passwd', 400, 'asset_name_invalid'],
    ['series%2Fone%20two%2F3', 400, 'asset_name_invalid'],
    ['%E0%A4', 400, 'request_malformed'],
    ['film/', 404, 'route_unknown'],
  ])('says what is wrong with %s, in a response that must not be cached', async (path, status, code) => {
    const { text, ...answer } = await origin.raw(`/api/assets/${path}`, {
      headers: { Authorization: 'Bearer an-admin-key-for-tests' },
    });
    expect([answer.status, (JSON.parse(text) as { code: string }).code]).toStrictEqual([status, code]);
    expect(answer.headers['cache-control']).toBe('no-store');
  });
});

describe('POST /api/tokens', () => {
  it('signs a token, and returns the URLs with it', async () => {
    const response = await post({ asset: 'series/one two/3', ttl: '15m', claims: { max_height: 480 } });
    expect(response.status).toBe(201);
    const { token, expiresAt, hls, dash } = (await response.json()) as Record<string, string>;
    expect(hls).toBe(`/series/one%20two/3.m3u8?token=${token}`);
    expect(dash).toBe(`/series/one%20two/3.mpd?token=${token}`);
    const left = Date.parse(expiresAt ?? '') - Date.now();
    expect(left).toBeGreaterThan(14 * 60_000);
    expect(left).toBeLessThanOrEqual(15 * 60_000);
    const playlist = await (await origin.get(hls ?? '')).text();
    expect(playlist).toContain('v480-');
    expect(playlist).not.toContain('v720-');
  });

  it.each([
    ['', 'body_invalid'],
    ['{', 'body_invalid'],
    ['"film"', 'body_invalid'],
    ['null', 'body_invalid'],
    ['[]', 'body_invalid'],
    ['{}', 'body_invalid'],
    [{ asset: 7 }, 'body_invalid'],
    [{ asset: 'film', ttl: '4 hours' }, 'body_invalid'],
    [{ asset: 'film', ttl: 4 }, 'body_invalid'],
    [{ asset: 'film', ttl: '0s' }, 'body_invalid'],
    [{ asset: 'film', ttl: '9999d' }, 'body_invalid'],
    [{ asset: 'film', more: 1 }, 'body_invalid'],
    [{ asset: 'film', claims: { admin: true } }, 'body_invalid'],
    [{ asset: 'film', claims: { max_height: '720' } }, 'body_invalid'],
    [{ asset: 'film', claims: { sub: 'other' } }, 'body_invalid'],
    [{ asset: 'film', claims: { exp: 1 } }, 'body_invalid'],
    ['{"asset":"film","__proto__":{"ttl":"1d"}}', 'body_invalid'],
    [{ asset: '../film' }, 'asset_name_invalid'],
    [{ asset: '' }, 'asset_name_invalid'],
  ])('refuses %o', async (body, code) => {
    const response = await post(body);
    expect([response.status, await codeOf(response)]).toStrictEqual([400, code]);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('refuses a body that is too large, compressed, or in another encoding', async () => {
    const large = await post({ asset: 'film', claims: { viewer: 'x'.repeat(20_000) } });
    expect([large.status, await codeOf(large)]).toStrictEqual([413, 'body_too_large']);
    const gzip = await post('x', { 'Content-Encoding': 'gzip' });
    expect([gzip.status, await codeOf(gzip)]).toStrictEqual([415, 'content_type_unsupported']);
    const latin = await post('{}', { 'Content-Type': 'application/json; charset=latin1' });
    expect([latin.status, await codeOf(latin)]).toStrictEqual([415, 'content_type_unsupported']);
  });

  it('accepts only JSON with its content type', async () => {
    for (const type of ['text/plain', 'text/json', 'application/x-www-form-urlencoded']) {
      const response = await post('{"asset":"film"}', { 'Content-Type': type });
      expect([response.status, await codeOf(response)]).toStrictEqual([415, 'content_type_unsupported']);
    }
  });
});

describe('POST /api/tokens with tokens verified by public keys', () => {
  let other: TestOrigin | undefined;
  afterAll(() => other?.stop());

  it('refuses, since they are signed elsewhere', async () => {
    other = await startTestOrigin({ env: { ONPLAY_TOKEN_SECRET: '', ONPLAY_TOKEN_JWKS: 'keys.json' } });
    const response = await other.manage('/tokens', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"asset":"film"}',
    });
    expect([response.status, await codeOf(response)]).toStrictEqual([501, 'signing_unavailable']);
  });
});

describe('GET /api/status', () => {
  it('reports the work that was done', async () => {
    const folder = await origin.folder();
    await origin.get(`${folder}/3.m4s`);
    await origin.get(`${folder}/3.m4s`);
    origin.encoder.failure = new Error('a slip');
    await origin.get(`${folder}/0.m4s`);
    const response = await origin.manage('/status');
    expect(await response.json()).toStrictEqual({
      encodes: { running: 0, queued: 0, slots: 2, total: 3, failed: 1, secondsTotal: expect.any(Number) },
      cache: { bytes: expect.any(Number), maxBytes: 1024 * 1024, hits: 1, misses: 1 },
      ffmpegProcesses: 0,
      uploads: false,
      uptimeSeconds: expect.any(Number),
      version: packageVersion(),
    });
  });
});
