import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { surrogateKeys } from '../../../src/edges/surrogate-keys.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { OnplayError } from '../../../src/shared/errors.js';
import { settle } from '../../encoder/fixtures/controlled-work.js';
import { encodedBytes } from '../../segments/support/controlled-encoder.js';
import { codeOf, startTestOrigin, type TestOrigin } from './support/test-origin.js';

let origin: TestOrigin;
let folder: string;
beforeEach(async () => {
  origin = await startTestOrigin();
  folder = await origin.folder();
});
afterEach(() => origin.stop());

const IMMUTABLE =
  'public, max-age=31536000, s-maxage=3600, immutable, stale-while-revalidate=60, stale-if-error=86400';

describe('a media segment', () => {
  it('is named by its recipe, may be cached for good, and has its timings in a header', async () => {
    const response = await origin.get(`${folder}/1.m4s`);
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toStrictEqual(encodedBytes('v240/1'));
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': String(encodedBytes('v240/1').byteLength),
      'accept-ranges': 'bytes',
      'cache-control': IMMUTABLE,
      'cache-status': 'onplay; fwd=miss',
      'cdn-cache-control': 'max-age=3600, stale-while-revalidate=60, stale-if-error=86400',
      link: '<2.m4s>; rel=prefetch',
      etag: `"${folder.split('/').at(-1)}/1"`,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['server-timing']).toMatch(
      /^cache;desc="miss", queue;dur=[\d.]+, feed;dur=1\.0, encode;dur=2\.0, package;dur=3\.0$/,
    );
    expect(headers).not.toHaveProperty('vary');
  });

  it('has cache tags for invalidation, in the header of each kind of edge', async () => {
    const { headers } = await origin.get(`${folder}/1.m4s`);
    const keys = headers.get('surrogate-key')!.split(' ');
    expect(keys).toStrictEqual([...surrogateKeys(toAssetId('film'), origin.version('film'), 'v240')]);
    for (const name of ['cache-tag', 'edge-cache-tag']) expect(headers.get(name)).toBe(keys.join(','));
    const other = await origin.get(`${await origin.folder('film', 'v360')}/1.m4s`);
    const others = other.headers.get('surrogate-key')!.split(' ');
    expect(others.slice(0, 3)).toStrictEqual(keys.slice(0, 3));
    expect(others[3]).not.toBe(keys[3]);
  });

  it('links to the next segment, if there is one', async () => {
    const link = async (name: string) => (await origin.get(`${folder}/${name}`)).headers.get('link');
    expect(await link('init.mp4')).toBe('<0.m4s>; rel=prefetch');
    expect(await link('0.m4s')).toBe('<1.m4s>; rel=prefetch');
    expect(await link('3.m4s')).toBeNull();
  });

  it('of audio has its own media type', async () => {
    const response = await origin.get(`${await origin.folder('film', 'a1')}/0.m4s`);
    expect(response.headers.get('content-type')).toBe('audio/mp4');
  });

  it('says whether it was cached, prefetched, or already in progress for another viewer', async () => {
    await origin.get(`${folder}/0.m4s`);
    await vi.waitFor(() => expect(origin.encoder.names).toContain('v240/1'));
    await settle();
    const status = async (segment: number) => {
      const { headers } = await origin.get(`${folder}/${segment}.m4s`);
      return [headers.get('cache-status'), headers.get('server-timing')];
    };
    expect(await status(0)).toStrictEqual(['onplay; hit', 'cache;desc="hit"']);
    expect(await status(1)).toStrictEqual(['onplay; hit', 'cache;desc="prefetched"']);
    await vi.waitFor(() => expect(origin.encoder.names).toContain('v240/2'));
    origin.encoder.automatic = false;
    const before = origin.state.requests;
    const both = [status(3), status(3)];
    await vi.waitFor(() => expect(origin.state.requests).toBe(before + 2));
    await vi.waitFor(() => expect(origin.encoder.names).toContain('v240/3'));
    await settle();
    origin.encoder.of('v240/3').finish();
    expect((await Promise.all(both)).map(([cache]) => cache).sort()).toStrictEqual([
      'onplay; fwd=miss',
      'onplay; fwd=miss; collapsed',
    ]);
  });

  it('is not encoded for a 304 response', async () => {
    const etag = `"${folder.split('/').at(-1)}/2"`;
    for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const response = await origin.get(`${folder}/2.m4s`, { 'If-None-Match': condition });
      expect([response.status, await response.text()]).toStrictEqual([304, '']);
      expect(response.headers.get('etag')).toBe(etag);
      expect(response.headers.get('cache-control')).toBe(IMMUTABLE);
    }
    expect(origin.encoder.names).toStrictEqual([]);
    expect((await origin.get(`${folder}/2.m4s`, { 'If-None-Match': '"other"' })).status).toBe(200);
  });

  it('answers HEAD with the headers of GET', async () => {
    const head = await origin.raw(`${folder}/0.m4s`, { method: 'HEAD' });
    const get = await origin.raw(`${folder}/0.m4s`);
    expect([head.status, head.text]).toStrictEqual([200, '']);
    const changing = ['date', 'x-request-id', 'cache-status', 'server-timing'];
    for (const name of changing) for (const { headers } of [head, get]) delete headers[name];
    expect(head.headers).toStrictEqual(get.headers);
  });
});

describe('a range of a segment', () => {
  const whole = encodedBytes('v240/0');
  const size = whole.byteLength;
  const ask = (range: string, more: Record<string, string> = {}) =>
    origin.get(`${folder}/0.m4s`, { Range: range, ...more });

  it.each([
    ['bytes=0-9', 0, 9],
    ['bytes=5-5', 5, 5],
    [`bytes=${size - 3}-`, size - 3, size - 1],
    ['bytes=-4', size - 4, size - 1],
    [`bytes=10-${size * 9}`, 10, size - 1],
    [`bytes=-${size * 9}`, 0, size - 1],
  ])('%s', async (range, first, last) => {
    const response = await ask(range);
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${first}-${last}/${size}`);
    expect(response.headers.get('content-length')).toBe(String(last - first + 1));
    expect(Buffer.from(await response.arrayBuffer())).toStrictEqual(whole.subarray(first, last + 1));
  });

  it.each([`bytes=${size}-`, 'bytes=999999-', 'bytes=-0'])('is refused beyond the end: %s', async (range) => {
    const response = await ask(range);
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe(`bytes */${size}`);
    expect(response.headers.get('etag')).toBeNull();
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await codeOf(response)).toBe('range_not_satisfiable');
  });

  it.each(['bytes=0-1,5-6', 'bytes=abc', 'bytes=5-1', 'bytes=-', 'items=0-1', '0-1', ''])(
    'is ignored if malformed or one of several: %s',
    async (range) => {
      const response = await ask(range);
      expect([response.status, response.headers.get('content-range')]).toStrictEqual([200, null]);
      expect((await response.arrayBuffer()).byteLength).toBe(size);
    },
  );

  it('is sent only if the entity tag in If-Range matches', async () => {
    const etag = `"${folder.split('/').at(-1)}/0"`;
    expect((await ask('bytes=0-1', { 'If-Range': etag })).status).toBe(206);
    for (const other of ['"other"', `W/${etag}`, 'Wed, 21 Oct 2015 07:28:00 GMT']) {
      expect((await ask('bytes=0-1', { 'If-Range': other })).status).toBe(200);
    }
  });
});

describe('an init segment', () => {
  it('is served like a media segment', async () => {
    const response = await origin.get(`${folder}/init.mp4`);
    expect([response.status, response.headers.get('content-type')]).toStrictEqual([200, 'video/mp4']);
    expect(response.headers.get('cache-control')).toBe(IMMUTABLE);
    expect(
      Buffer.from(await response.arrayBuffer())
        .subarray(4, 8)
        .toString(),
    ).toBe('ftyp');
    expect(origin.encoder.names).toStrictEqual(['parameter-sets']);
  });
});

describe('a media playlist', () => {
  it('contains nothing of the session, and may be shared for a while', async () => {
    const response = await origin.get(`${folder}/media.m3u8`);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/vnd.apple.mpegurl',
      'cache-control': 'public, max-age=300, s-maxage=300, stale-while-revalidate=60, stale-if-error=86400',
      'surrogate-key': expect.stringMatching(/^onplay a-[0-9a-f]{24} v-[0-9a-f]{24} r-[0-9a-f]{24}$/),
      vary: 'Accept-Encoding',
      'access-control-allow-origin': '*',
    });
    const text = await response.text();
    expect(text.match(/^\d\.m4s$/gm)).toStrictEqual(['0.m4s', '1.m4s', '2.m4s', '3.m4s']);
    expect(text).not.toContain(folder.split('/')[2]);
    expect(origin.encoder.names).toStrictEqual([]);
  });
});

describe('media that does not exist', () => {
  const problem = async (path: string) => {
    const answer = await origin.raw(path);
    return [answer.status, answer.problem().code, answer.headers['access-control-allow-origin']];
  };

  it('is answered with a code that says what is missing', async () => {
    const [, , grant, , key] = folder.split('/');
    expect(await problem(`${folder}/4.m4s`)).toStrictEqual([404, 'segment_unknown', '*']);
    expect(await problem(`${folder}/9999999.m4s`)).toStrictEqual([404, 'segment_unknown', '*']);
    expect(await problem(`${folder}/99999999999999999999.m4s`)).toStrictEqual([404, 'route_unknown', '*']);
    for (const name of ['01.m4s', '-1.m4s', '1e3.m4s', '1.m4s/', 'x.m4s', '1.mp4', 'init.m4s', '']) {
      expect(await problem(`${folder}/${name}`)).toStrictEqual([404, 'route_unknown', '*']);
    }
    expect(await problem(`/-/${grant}/film/v7-0123456789abcdef/0.m4s`)).toStrictEqual([
      404,
      'rendition_unknown',
      '*',
    ]);
    for (const rendition of ['nothing', 'v720', 'v720-', `v720-${'0'.repeat(15)}`, `x1-${'0'.repeat(16)}`])
      expect(await problem(`/-/${grant}/film/${rendition}/0.m4s`)).toStrictEqual([404, 'route_unknown', '*']);
    expect(await problem(`/-/${grant}/film/${key?.toUpperCase()}/0.m4s`)).toStrictEqual([
      404,
      'route_unknown',
      '*',
    ]);
    expect(origin.encoder.names).toStrictEqual([]);
  });

  it('is gone for a superseded version unless cached, and unknown for a deleted asset', async () => {
    expect((await origin.get(`${folder}/0.m4s`)).status).toBe(200);
    await origin.replace('film.mp4', 'another cut');
    expect(await problem(`${folder}/3.m4s`)).toStrictEqual([410, 'version_gone', '*']);
    expect((await origin.get(`${await origin.folder()}/0.m4s`)).status).toBe(200);
    await origin.replace('film.mp4', undefined);
    expect(await problem(`${folder}/0.m4s`)).toStrictEqual([404, 'asset_unknown', '*']);
  });

  it('is answered with 503 if its master changed during the encode', async () => {
    const failed = new OnplayError('master_changed', {
      publicDetail: 'Replaced.',
      retryable: true,
      about: 'moment',
    });
    origin.encoder.failure = failed;
    const response = await origin.get(`${folder}/0.m4s`);
    expect([response.status, response.headers.get('retry-after')]).toStrictEqual([503, '1']);
    expect(response.headers.get('cache-control')).toBe('no-store');
    origin.encoder.failure = undefined;
    expect((await origin.get(`${folder}/0.m4s`)).status).toBe(200);
  });
});

describe('a grant', () => {
  const refusal = async (path: string, headers: Record<string, string> = {}) => {
    const response = await origin.get(path, headers);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    return [response.status, await codeOf(response)];
  };

  it('opens only one asset, and nothing of any other', async () => {
    await origin.put('other.mp4');
    const [, , grant = '', , key = ''] = folder.split('/');
    for (const file of ['0.m4s', 'init.mp4', 'media.m3u8']) {
      expect(await refusal(`/-/${grant}/other/${key}/${file}`)).toStrictEqual([403, 'grant_forged']);
      expect(await refusal(`/-/${grant}/unknown/${key}/${file}`)).toStrictEqual([403, 'grant_forged']);
      expect(await refusal(`/-/nonsense/film/${key}/${file}`)).toStrictEqual([403, 'grant_malformed']);
    }
  });

  it('is refused after it has expired', async () => {
    const expired = await origin.folder('film', 'v240', { expiresAtSeconds: 1000 });
    expect(await refusal(`${expired}/0.m4s`)).toStrictEqual([403, 'grant_expired']);
  });

  it('is bound to the same network and sites as the token', async () => {
    const elsewhere = await origin.folder('film', 'v240', { ip: '192.0.2.0/24' });
    expect(await refusal(`${elsewhere}/0.m4s`)).toStrictEqual([403, 'grant_wrong_ip']);
    const site = await origin.folder('film', 'v240', { referrer: ['shop.example'] });
    expect(await refusal(`${site}/0.m4s`)).toStrictEqual([403, 'grant_wrong_referrer']);
    expect(await refusal(`${site}/0.m4s`, { Referer: 'https://evil.example/' })).toStrictEqual([
      403,
      'grant_wrong_referrer',
    ]);
    expect((await origin.get(`${site}/0.m4s`, { Referer: 'https://shop.example/a' })).status).toBe(200);
  });

  it('does not open renditions above its limits, even to a client that knows their names', async () => {
    const limited = await origin.folder('film', 'v720', { maxHeight: 480 });
    for (const file of ['0.m4s', 'init.mp4', 'media.m3u8']) {
      expect(await refusal(`${limited}/${file}`)).toStrictEqual([403, 'no_rendition_allowed']);
    }
    const allowed = await origin.folder('film', 'v480', { maxHeight: 480 });
    expect((await origin.get(`${allowed}/0.m4s`)).status).toBe(200);
    expect(origin.encoder.names.every((name) => !name.startsWith('v720'))).toBe(true);
  });

  it('is verified even for a 304 response', async () => {
    const [, , , , key] = folder.split('/');
    const condition = { 'If-None-Match': '*' };
    expect(await refusal(`/-/nonsense/film/${key}/0.m4s`, condition)).toStrictEqual([403, 'grant_malformed']);
  });
});

describe('a viewer who leaves', () => {
  it('cancels the encode, and nothing is prefetched', async () => {
    await origin.get(`${folder}/init.mp4`);
    origin.encoder.automatic = false;
    const sent = httpRequest({ host: '127.0.0.1', port: origin.port, path: `${folder}/0.m4s`, agent: false });
    sent.on('error', () => undefined);
    sent.end();
    await vi.waitFor(() => expect(origin.encoder.names).toContain('v240/0'));
    sent.destroy();
    await vi.waitFor(() => expect(origin.encoder.of('v240/0').cancelled).toBe(true));
    await vi.waitFor(() => expect(origin.services.scheduler.running).toBe(0));
    expect(origin.encoder.names).toStrictEqual(['parameter-sets', 'v240/0']);
    origin.encoder.automatic = true;
    expect((await origin.get(`${folder}/0.m4s`)).status).toBe(200);
  });
});

describe('too many viewers', () => {
  it('get a Retry-After header', async () => {
    const busy = await startTestOrigin({ maxQueued: 0 });
    try {
      const path = await busy.folder();
      await busy.get(`${path}/init.mp4`);
      busy.encoder.automatic = false;
      const waiting = [0, 1].map((segment) => busy.get(`${path}/${segment}.m4s`));
      const names = ['v240/0', 'v240/1'];
      await vi.waitFor(() => expect(busy.encoder.names).toEqual(expect.arrayContaining(names)));
      const refused = await busy.get(`${path}/2.m4s`);
      expect([refused.status, refused.headers.get('retry-after')]).toStrictEqual([503, '2']);
      expect(await codeOf(refused)).toBe('queue_full');
      for (const segment of [0, 1]) busy.encoder.of(`v240/${segment}`).finish();
      for (const response of await Promise.all(waiting)) expect(response.status).toBe(200);
    } finally {
      await busy.stop();
    }
  });
});
