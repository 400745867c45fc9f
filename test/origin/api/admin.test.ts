import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ADMIN_KEY,
  type RawRequest,
  startTestOrigin,
  type TestOrigin,
  type TestOriginOptions,
} from '../media/support/test-origin.js';

let origin: TestOrigin | undefined;
afterEach(() => origin?.stop());

const start = async (options: TestOriginOptions) => {
  origin = await startTestOrigin(options);
  return origin;
};

/** The API's response to a request: 200, or the code of the problem. */
async function answer(headers: RawRequest['headers'], path = '/api/status'): Promise<number | string> {
  const { status, problem } = await origin!.raw(path, headers ? { headers } : {});
  return status === 200 ? status : problem().code;
}

describe('the management key', () => {
  it('opens the API to a client that sends it', async () => {
    await start({});
    expect(await answer({ Authorization: `Bearer ${ADMIN_KEY}` })).toBe(200);
    expect(await answer({ authorization: `bearer ${ADMIN_KEY}` })).toBe(200);
  });

  it.each([
    [undefined, 'admin_key_missing'],
    ['', 'admin_key_missing'],
    [ADMIN_KEY, 'admin_key_missing'],
    [`Basic ${ADMIN_KEY}`, 'admin_key_missing'],
    ['Bearer', 'admin_key_missing'],
    ['Bearer ', 'admin_key_missing'],
    [`Bearer ${ADMIN_KEY}x`, 'admin_key_wrong'],
    [`Bearer ${ADMIN_KEY.slice(1)}`, 'admin_key_wrong'],
    [`Bearer ${ADMIN_KEY.toUpperCase()}`, 'admin_key_wrong'],
    [`Bearer ${'x'.repeat(8000)}`, 'admin_key_wrong'],
    ['Bearer undefined', 'admin_key_wrong'],
  ])('has to be correct: %s', async (authorization, code) => {
    await start({});
    for (const path of ['/api/status', '/api/assets', '/api/assets/film', '/api/nothing']) {
      expect(await answer(authorization === undefined ? {} : { Authorization: authorization }, path)).toBe(
        code,
      );
    }
  });

  it('is requested as in RFC 9110, and a refusal is never cached', async () => {
    await start({});
    const { status, headers } = await origin!.raw('/api/status');
    expect([status, headers['www-authenticate'], headers['cache-control']]).toStrictEqual([
      401,
      'Bearer',
      'no-store',
    ]);
  });

  it('opens nothing if none is configured', async () => {
    await start({ adminKey: undefined });
    expect(await answer({})).toBe('admin_key_missing');
    for (const key of ['undefined', 'null', ADMIN_KEY]) {
      expect(await answer({ Authorization: `Bearer ${key}` })).toBe('admin_key_wrong');
    }
  });

  it('is compared in constant time', async () => {
    const crypto = await import('node:crypto');
    vi.resetModules();
    const compared: [number, number][] = [];
    vi.doMock('node:crypto', () => ({
      ...crypto,
      timingSafeEqual: (a: Buffer, b: Buffer) => {
        compared.push([a.length, b.length]);
        return crypto.timingSafeEqual(a, b);
      },
    }));
    const { createAdmin } = await import('../../../src/origin/api/admin.js');
    vi.doUnmock('node:crypto');
    const admin = createAdmin({ key: ADMIN_KEY, openOnLoopback: false });
    const request = { get: () => 'Bearer short' } as unknown as Parameters<typeof admin.holdsKey>[0];
    expect(admin.holdsKey(request)).toBe(false);
    expect(compared).toStrictEqual([[32, 32]]);
  });
});

describe('the demo', () => {
  const host = () => `127.0.0.1:${origin?.port}`;
  const demo = () => start({ openOnLoopback: true, adminKey: undefined });

  it('needs no key from this machine', async () => {
    await demo();
    for (const name of ['127.0.0.1', 'localhost', '[::1]', 'LocalHost']) {
      expect(await answer({ Host: `${name}:${origin!.port}` })).toBe(200);
      expect(await answer({ Host: name })).toBe(200);
    }
  });

  it('is open to its own page', async () => {
    await demo();
    expect(await answer({ Host: host(), Origin: `http://${host()}`, 'Sec-Fetch-Site': 'same-origin' })).toBe(
      200,
    );
    expect(await answer({ Host: host(), 'Sec-Fetch-Site': 'none' })).toBe(200);
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.2',
    'localhost:80:80',
  ])('is closed to hosts other than this machine, whatever they resolve to: %s', async (name) => {
    await demo();
    expect(await answer({ Host: name })).toBe('admin_key_missing');
  });

  it.each([
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'anything else' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: 'http://localhost:3000' },
    { Origin: 'http://127.0.0.1' },
    { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://evil.example' },
  ])('is closed to pages of other sites: %o', async (headers) => {
    await demo();
    expect(await answer({ Host: host(), ...headers })).toBe('admin_key_missing');
  });

  it.each([
    { 'X-Forwarded-For': '203.0.113.9' },
    { 'X-Forwarded-Host': 'onplay.example' },
    { 'X-Forwarded-Proto': 'https' },
    { 'X-Real-IP': '203.0.113.9' },
    { Forwarded: 'for=203.0.113.9' },
    { Via: '1.1 proxy' },
  ])('is closed to requests through a proxy: %o', async (headers) => {
    await demo();
    expect(await answer({ Host: host(), ...headers })).toBe('admin_key_missing');
  });

  it('issues no token for a form or a text from another site', async () => {
    await demo();
    const body = '{"asset":"film"}';
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const sent = await origin!.raw('/api/tokens', {
        method: 'POST',
        headers: { Host: host(), 'Content-Type': type },
        body,
      });
      expect([sent.status, sent.problem().code]).toStrictEqual([415, 'content_type_unsupported']);
    }
    const sent = await origin!.raw('/api/tokens', {
      method: 'POST',
      headers: { Host: host(), 'Content-Type': 'application/json', Origin: 'https://evil.example' },
      body,
    });
    expect([sent.status, sent.problem().code]).toStrictEqual([401, 'admin_key_missing']);
  });

  it('still accepts the key from any address', async () => {
    await start({ openOnLoopback: true });
    const headers = { Host: 'onplay.example', 'X-Forwarded-For': '203.0.113.9' };
    expect(await answer({ ...headers, Authorization: `Bearer ${ADMIN_KEY}` })).toBe(200);
    expect(await answer(headers)).toBe('admin_key_missing');
  });

  it('is closed without the demo', async () => {
    await start({ adminKey: undefined });
    expect(await answer({ Host: host() })).toBe('admin_key_missing');
  });
});
