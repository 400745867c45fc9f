import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signToken } from '../../../../src/access/tokens/sign-token.js';
import { type AssetId, toAssetId } from '../../../../src/shared/asset-id.js';
import {
  ADMIN_KEY,
  codeOf,
  DAMAGED,
  SECRET,
  startTestOrigin,
  type TestOrigin,
} from '../support/test-origin.js';

let origin: TestOrigin;
beforeEach(async () => {
  origin = await startTestOrigin();
});
afterEach(() => origin.stop());

const play = (asset = 'film', query = '', headers: Record<string, string> = {}, extension = 'm3u8') =>
  origin.get(`/${asset}.${extension}?token=${origin.token(decodeURIComponent(asset))}${query}`, headers);

describe('a manifest', () => {
  it.each([
    ['m3u8', 'application/vnd.apple.mpegurl', /^#EXTM3U\n/],
    ['mpd', 'application/dash+xml', /<MPD /],
  ])('is built for one session (%s)', async (extension, type, beginning) => {
    const response = await play('film', '', {}, extension);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': type,
      'cache-control': 'private, max-age=5',
      vary: expect.stringContaining('Accept-Encoding'),
      'accept-ch': expect.stringContaining('Sec-CH-UA-Mobile'),
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    });
    expect(response.headers.get('onplay-decision')).toBeNull();
    const text = await response.text();
    expect(text).toMatch(beginning);
    expect(text).not.toContain('token');
  });

  it('prefetches the first segments of its session', async () => {
    await origin.raw(`/film.m3u8?token=${origin.token('film')}`, { method: 'HEAD' });
    expect(origin.encoder.names).toStrictEqual([]);
    const playlist = await (await play('film', '&max_height=360')).text();
    const first = /\/(v\d+)-[0-9a-f]{16}\/media\.m3u8$/m.exec(playlist)?.[1];
    await vi.waitFor(() => expect(origin.encoder.names).toContain(`${first}/0`));
    expect(origin.encoder.names).toContain('parameter-sets');
    expect(origin.encoder.names).not.toContain('v720/parameter-sets');
  });

  it('is refused without waiting for its master to be indexed, when other viewers need the whole machine', async () => {
    const { admission, library } = origin.services;
    admission.admit('another viewer', 'another viewer');
    admission.recordCost('another viewer', 1_000_000, 4);
    const find = vi.spyOn(library, 'get').mockReturnValue(new Promise(() => undefined));
    const response = await origin.get(`/film.m3u8?token=${origin.token('film')}`);
    expect([response.status, response.headers.get('retry-after')]).toStrictEqual([503, '10']);
    expect(await response.json()).toMatchObject({ code: 'overloaded' });
    expect(find).toHaveBeenCalledOnce();
  });

  it('contains relative media URLs that work with the grant in them', async () => {
    const playlist = await (await play()).text();
    const uris = playlist.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(uris.length).toBeGreaterThan(2);
    for (const uri of uris) {
      expect(uri).toMatch(/^-\/[\w.-]+\/film\/v\d+-[0-9a-f]{16}\/media\.m3u8$/);
      const media = await origin.get(`/${uri}`);
      expect(media.status).toBe(200);
      const segment = /^\d+\.m4s$/m.exec(await media.text())?.[0] ?? '';
      expect((await origin.get(`/${uri.replace('media.m3u8', segment)}`)).status).toBe(200);
    }
  });

  it('answers HEAD with the headers of GET', async () => {
    const path = `/film.m3u8?token=${origin.token('film')}`;
    const head = await origin.raw(path, { method: 'HEAD' });
    const get = await origin.raw(path);
    for (const { headers } of [head, get]) {
      delete headers['date'];
      delete headers['x-request-id'];
    }
    expect([head.status, head.text, head.headers]).toStrictEqual([200, '', get.headers]);
  });

  it('is compressed for clients that accept gzip, as a separate representation', async () => {
    const path = `/film.m3u8?token=${origin.token('film')}`;
    const tags = new Set<unknown>();
    for (const [accepted, encoding] of [
      ['gzip, br', 'gzip'],
      ['*', 'gzip'],
      ['gzip;q=0', undefined],
      ['br', undefined],
      ['identity;q=0', undefined],
      ['gzip;q=0.5, identity', undefined],
      ['nonsense;;;q=', undefined],
    ] as const) {
      // With GET, segments would be produced for the session, which change its advertised bandwidth.
      const { headers } = await origin.raw(path, {
        method: 'HEAD',
        headers: { 'Accept-Encoding': accepted },
      });
      expect([accepted, headers['content-encoding']]).toStrictEqual([accepted, encoding]);
      expect(headers['content-length']).toMatch(/^\d+$/);
      tags.add(headers.etag);
    }
    expect(tags.size).toBe(2);
    const packed = await fetch(origin.url + path, { headers: { 'Accept-Encoding': 'gzip' } });
    expect(await packed.text()).toContain('#EXTM3U');
  });

  it('is not sent again to a client that has it', async () => {
    const path = `/film.m3u8?token=${origin.token('film')}`;
    const { headers } = await origin.raw(path, { method: 'HEAD', headers: { 'Accept-Encoding': 'gzip' } });
    const etag = headers.etag ?? '';
    const again = await origin.get(path, { 'If-None-Match': etag, 'Accept-Encoding': 'gzip' });
    expect([again.status, await again.text(), again.headers.get('etag')]).toStrictEqual([304, '', etag]);
  });

  it('follows the query, within the limits of the token', async () => {
    const text = await (await play('film', '&max_height=480')).text();
    expect(text).toContain('v480-');
    expect(text).not.toContain('v720-');
    const response = await play('film', '&max_height=tall');
    expect([response.status, await codeOf(response)]).toStrictEqual([400, 'query_invalid']);
  });

  it('explains its decision only to clients with the management key', async () => {
    const explained = await play('film', '&max_height=480', { Authorization: `Bearer ${ADMIN_KEY}` });
    expect(explained.headers.get('onplay-decision')).toMatch(/^v\d+ .*; .*480/);
    const hidden = await play('film', '', { Authorization: 'Bearer not-the-management-key' });
    expect(hidden.headers.get('onplay-decision')).toBeNull();
    expect(origin.logged().find((line) => line['msg'] === 'session decided')).toMatchObject({
      asset: 'film',
    });
  });

  it('is counted by format', async () => {
    await play();
    await play('film', '', {}, 'mpd');
    const { values } = await origin.services.metrics.manifests.get();
    expect(values.map(({ labels, value }) => [labels.format, value])).toStrictEqual([
      ['hls', 1],
      ['dash', 1],
    ]);
  });
});

describe('the name of an asset', () => {
  it.each([
    'My holiday',
    'Überraschung/日本',
    'a/b/c/d',
    "it's (new) 100%",
    'api/assets',
    'page/app',
    'film.m3u8',
  ])('may be any file name: %s', async (name) => {
    await origin.put(`${name}.mp4`);
    const path = name.split('/').map(encodeURIComponent).join('/');
    for (const extension of ['m3u8', 'mpd']) {
      const response = await play(path, '', {}, extension);
      expect(response.status).toBe(200);
      const [uri = ''] = /(?:\.\.\/)*-\/[^\s"$]+\.(?:m3u8|mp4)/.exec(await response.text()) ?? [];
      const media = new URL(uri, `${origin.url}/${path}.${extension}`);
      expect((await fetch(media)).status).toBe(200);
    }
  });

  it.each([
    ['/%.m3u8', 'asset_name_invalid'],
    ['/%ZZ.m3u8', 'asset_name_invalid'],
    ['/%C3%28.m3u8', 'asset_name_invalid'],
    ['/%00.m3u8', 'asset_name_invalid'],
    ['/../film.m3u8', 'asset_name_invalid'],
    ['/%2e%2e/film.m3u8', 'asset_name_invalid'],
    ['/..%2Ffilm.m3u8', 'asset_name_invalid'],
    ['/x/%2e%2e/%2e%2e/etc/passwd.m3u8', 'asset_name_invalid'],
    ['/..%5C..%5Cfilm.mpd', 'asset_name_invalid'],
    ['//film.m3u8', 'route_unknown'],
    ['/.hidden.m3u8', 'asset_name_invalid'],
    ['/a//b.m3u8', 'route_unknown'],
    [`/${'a'.repeat(4000)}.m3u8`, 'asset_name_invalid'],
    [`/${'a/'.repeat(50)}a.m3u8`, 'asset_name_invalid'],
    ['/.m3u8', 'route_unknown'],
    ['/film.M3U8', 'route_unknown'],
    ['/film.m3u8/', 'route_unknown'],
    ['/film.m3u8;x', 'route_unknown'],
    ['/film', 'route_unknown'],
    ['/film.mkv', 'route_unknown'],
    ['http://other.example/../film.m3u8', 'asset_name_invalid'],
  ])('is refused if invalid: %s', async (path, code) => {
    const answer = await origin.raw(`${path}?token=${origin.token('film')}`);
    expect([answer.status, answer.problem().code]).toStrictEqual([
      code === 'route_unknown' ? 404 : 400,
      code,
    ]);
  });
});

it('a manifest may be requested with an absolute URL', async () => {
  const answer = await origin.raw(`HTTP://other.example:80/film.m3u8?token=${origin.token('film')}`);
  expect([answer.status, answer.text.slice(0, 7)]).toStrictEqual([200, '#EXTM3U']);
});

describe('a playback token', () => {
  const other = 'another secret that is long enough to sign with';
  const forged = () => signToken(other, toAssetId('film'), { ttlSeconds: 60 });
  const signed = (payload: object) => {
    const encoded = [{ alg: 'HS256', typ: 'JWT' }, payload].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const mac = createHmac('sha256', SECRET).update(encoded.join('.')).digest('base64url');
    return [...encoded, mac].join('.');
  };
  const claims = { sub: 'film', aud: 'onplay', exp: 4e9 };
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;

  it.each([
    ['none', () => undefined, 401, 'token_missing'],
    ['an empty one', () => '', 401, 'token_missing'],
    ['a word', () => 'secret', 401, 'token_malformed'],
    ['a long one', () => 'a'.repeat(5000), 401, 'token_malformed'],
    ['half of one', () => origin.token('film').slice(0, 40), 401, 'token_malformed'],
    ['one of another key', forged, 403, 'token_forged'],
    ['one that is not signed', () => unsigned, 403, 'token_forged'],
    ['an old one', () => signed({ ...claims, exp: 1000 }), 403, 'token_expired'],
    ['an early one', () => signed({ ...claims, nbf: 4e9 - 1 }), 403, 'token_not_yet_valid'],
    ['one for another asset', () => origin.token('other'), 403, 'token_wrong_asset'],
    ['one for another service', () => signed({ ...claims, aud: 'cdn' }), 403, 'token_wrong_audience'],
    ['one for another network', () => origin.token('film', { ip: '192.0.2.1' }), 403, 'token_wrong_ip'],
    ['one for a site', () => origin.token('film', { referrer: ['a.example'] }), 403, 'token_wrong_referrer'],
  ])('that is %s is refused, in a response that must not be cached', async (_name, make, status, code) => {
    const token = make();
    for (const extension of ['m3u8', 'mpd']) {
      const query = token === undefined ? '' : `?token=${token}`;
      const response = await origin.get(`/film.${extension}${query}`);
      expect([response.status, await codeOf(response)]).toStrictEqual([status, code]);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
    }
  });

  it('is verified before the asset: without one, no client learns which assets exist', async () => {
    for (const name of ['film', 'nothing']) {
      expect(await codeOf(await origin.get(`/${name}.m3u8`))).toBe('token_missing');
      const response = await origin.get(`/${name}.m3u8?token=${origin.token('other')}`);
      expect(await codeOf(response)).toBe('token_wrong_asset');
    }
    expect((await play('nothing')).status).toBe(404);
  });

  it('may not allow less than the lowest rendition', async () => {
    const response = await origin.get(`/film.m3u8?token=${origin.token('film', { max_height: 100 })}`);
    expect([response.status, await codeOf(response)]).toStrictEqual([403, 'no_rendition_allowed']);
  });

  it('bound to a network applies to the client behind a trusted proxy, and not behind any other', async () => {
    const ask = (of: TestOrigin) =>
      of.get(`/film.m3u8?token=${of.token('film', { ip: '203.0.113.0/24' })}`, {
        'X-Forwarded-For': '198.51.100.1, 203.0.113.9',
      });
    expect(await codeOf(await ask(origin))).toBe('token_wrong_ip');
    const behind = await startTestOrigin({ env: { ONPLAY_TRUST_PROXY: 'loopback' } });
    try {
      expect((await ask(behind)).status).toBe(200);
    } finally {
      await behind.stop();
    }
  });

  it('is never logged, nor is any other credential', async () => {
    const token = origin.token('film');
    const grant = origin.grant('film');
    const folder = await origin.folder();
    await origin.get(`/film.m3u8?token=${token}`, { Authorization: `Bearer ${ADMIN_KEY}` });
    await origin.get(`/film.m3u8?x=1&token=${token}x`, { Cookie: `token=${token}` });
    await origin.get(`/film.m3u8?%74oken=${token}`, { Referer: `http://a/?token=${token}` });
    await origin.get(`/nothing.mpd?token=${token}`);
    await origin.get(`/-/${grant}/film/x/0.m4s`);
    await origin.get(`${folder}/0.m4s`);
    await origin.get(`/%2d/${grant}/film/x/0.m4s`);
    await origin.manage('/tokens', { method: 'POST', body: `{"asset":"film","token":"${token}"}` });
    const log = origin.lines.join('');
    expect(origin.lines.length).toBeGreaterThan(8);
    for (const secret of [token, grant, folder.split('/')[2] ?? '', SECRET, ADMIN_KEY]) {
      expect(log).not.toContain(secret);
      expect(log).not.toContain(secret.slice(-20));
    }
  });
});

describe('a bitrate limit', () => {
  it('allows the same before and after segments are produced, in manifests and for media', async () => {
    const rungs = async (limit: number) => {
      const text = await (
        await origin.get(`/film.m3u8?token=${origin.token('film', { max_bitrate: limit })}`)
      ).text();
      return [...new Set(text.match(/v\d+(?=-)/g))].sort();
    };
    const bandwidths = (await (await play()).text()).match(/(?<=[:,]BANDWIDTH=)\d+/g)?.map(Number) ?? [];
    const limit = bandwidths.toSorted((a, b) => a - b)[1]!;
    const before = await rungs(limit);
    expect(before.length).toBeGreaterThan(0);
    expect(before).not.toContain('v720');
    const all = await origin.folder('film', 'v720');
    for (const segment of [0, 1, 2, 3]) await origin.get(`${all}/${segment}.m4s`);
    expect(await rungs(limit)).toStrictEqual(before);
    const refused = await origin.get(`${await origin.folder('film', 'v720', { maxBitrate: limit })}/0.m4s`);
    expect([refused.status, await codeOf(refused)]).toStrictEqual([403, 'no_rendition_allowed']);
    for (const rung of before) {
      const folder = await origin.folder('film', rung, { maxBitrate: limit });
      expect((await origin.get(`${folder}/0.m4s`)).status).toBe(200);
    }
  });
});

describe('a master that cannot be played', () => {
  it('is refused with its reason, which may be cached for a while', async () => {
    await origin.put('broken.mp4', DAMAGED);
    const response = await play('broken');
    expect([response.status, response.headers.get('cache-control')]).toStrictEqual([
      422,
      'public, max-age=30',
    ]);
    expect(await codeOf(response)).toBe('master_damaged');
  });

  it('plays once it was replaced', async () => {
    await origin.put('broken.mp4', DAMAGED);
    expect((await play('broken')).status).toBe(422);
    await origin.replace('broken.mp4', 'a good one');
    expect((await play('broken')).status).toBe(200);
  });
});

describe('a name', () => {
  it('leads to the preferred of two masters, and the whole name of each to it', async () => {
    await origin.put('film.mkv');
    for (const asset of ['film', 'film.mp4', 'film.mkv']) expect((await play(asset)).status).toBe(200);
    const version = (asset: string) => origin.version(asset);
    expect([version('film'), version('film.mkv')]).toStrictEqual([version('film.mp4'), expect.any(String)]);
    expect(version('film.mkv')).not.toBe(version('film'));
  });

  it('leads to its master in each Unicode normalization form of file, URL and token', async () => {
    await origin.put('Cafe\u0301.mp4');
    for (const form of ['NFC', 'NFD'] as const) {
      const path = encodeURIComponent('Caf\u00e9'.normalize(form));
      for (const sub of ['Caf\u00e9', 'Cafe\u0301']) {
        const token = signToken(SECRET, sub as AssetId, { ttlSeconds: 60 });
        expect((await origin.get(`/${path}.m3u8?token=${token}`)).status).toBe(200);
      }
    }
  });
});
