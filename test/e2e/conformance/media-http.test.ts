/** Rules 10 and 20: how media and manifests are delivered. */
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { type AssetUrls, assetUrls } from './asset-urls.js';
import { type Answer, patientExchange as exchange } from './exchange.js';

/** Headers that differ from one request to the next. */
const VARYING = ['date', 'x-request-id', 'server-timing', 'cache-status'];

let origin: Origin;
let urls: AssetUrls;
let segment: Answer;

beforeAll(async () => {
  origin = await startOrigin({ masters: { 'film.mp4': await generateMaster('two-languages') } });
  urls = await assetUrls(origin, 'film');
  segment = await exchange(urls.segment);
});
afterAll(() => origin.stop());

describe('manifests and media', () => {
  it('10: are never redirected', async () => {
    for (const url of Object.values(urls)) expect((await exchange(url)).status).toBe(200);
  });

  it('10: have their media types', async () => {
    const types = Object.entries(urls).map(async ([kind, url]) => [
      kind,
      (await exchange(url)).headers.get('content-type'),
    ]);
    expect(Object.fromEntries(await Promise.all(types))).toEqual({
      hls: 'application/vnd.apple.mpegurl',
      playlist: 'application/vnd.apple.mpegurl',
      audioPlaylist: 'application/vnd.apple.mpegurl',
      dash: 'application/dash+xml',
      init: 'video/mp4',
      segment: 'video/mp4',
      audioSegment: 'audio/mp4',
    });
  });

  it.each(['hls', 'playlist', 'dash'] as const)(
    '10: %s is gzip-encoded if the client accepts it, and only then',
    async (kind) => {
      const plain = await exchange(urls[kind], { headers: { 'Accept-Encoding': 'identity' } });
      const zipped = await exchange(urls[kind], { headers: { 'Accept-Encoding': 'br;q=1.0, gzip;q=0.8' } });
      expect(plain.headers.has('content-encoding')).toBe(false);
      expect(zipped.headers.get('content-encoding')).toBe('gzip');
      expect(gunzipSync(zipped.body).length).toBe(plain.body.length);
      for (const { headers } of [plain, zipped]) expect(headers.get('vary')).toContain('Accept-Encoding');
    },
  );

  it('10: media is not compressed', async () => {
    const answer = await exchange(urls.segment, { headers: { 'Accept-Encoding': 'gzip' } });
    expect(answer.headers.has('content-encoding')).toBe(false);
    expect(answer.body.equals(segment.body)).toBe(true);
  });

  it('20: answer HEAD with the headers of GET and no body', async () => {
    for (const url of Object.values(urls)) {
      const [get, head] = [await exchange(url), await exchange(url, { method: 'HEAD' })];
      expect(comparableHeaders(head)).toEqual(comparableHeaders(get));
      expect([head.status, head.body.length]).toEqual([200, 0]);
    }
  });

  it('20: have a strong entity tag each', async () => {
    const tags = await Promise.all(
      Object.values(urls).map(async (url) => (await exchange(url)).headers.get('etag')),
    );
    for (const tag of tags) expect(tag).toMatch(/^"[\x21\x23-\x7e]+"$/);
    expect(new Set(tags).size).toBe(tags.length);
  });

  it.each(['exact', 'weak', 'among others', 'any'] as const)(
    '20: answer 304 to If-None-Match, %s, with the headers that a cache must update',
    async (how) => {
      for (const url of [urls.playlist, urls.init, urls.segment]) {
        const get = await exchange(url);
        const tag = get.headers.get('etag')!;
        const written = { exact: tag, weak: `W/${tag}`, 'among others': `"a", ${tag}`, any: '*' }[how];
        const answer = await exchange(url, { headers: { 'If-None-Match': written } });
        expect([answer.status, answer.body.length]).toEqual([304, 0]);
        for (const name of ['etag', 'cache-control', 'vary']) {
          expect(answer.headers.get(name)).toBe(get.headers.get(name));
        }
      }
    },
  );

  it('20: are sent whole if the entity tag in If-None-Match is another', async () => {
    const answer = await exchange(urls.segment, { headers: { 'If-None-Match': '"another"' } });
    expect([answer.status, answer.body.length]).toEqual([200, segment.body.length]);
  });
});

describe('a range', () => {
  const size = () => segment.body.length;
  const satisfiable: readonly (readonly [string, (size: number) => readonly [number, number]])[] = [
    ['bytes=0-0', () => [0, 1]],
    ['bytes=0-99', () => [0, 100]],
    ['bytes=100-', (all) => [100, all]],
    ['bytes=-1', (all) => [all - 1, all]],
    ['bytes=-100', (all) => [all - 100, all]],
    ['bytes=-999999999', (all) => [0, all]],
    ['bytes=100-999999999', (all) => [100, all]],
  ];

  it.each(satisfiable)('20: %s is answered with 206 and those bytes', async (range, boundsOf) => {
    const [start, end] = boundsOf(size());
    const answer = await exchange(urls.segment, { headers: { Range: range } });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/${size()}`);
    expect(answer.headers.get('content-length')).toBe(String(end - start));
    expect(answer.body.equals(segment.body.subarray(start, end))).toBe(true);
    expect(answer.headers.get('etag')).toBe(segment.headers.get('etag'));
  });

  it.each(['bytes=999999999-', 'bytes=999999999-999999999', 'bytes=-0'])(
    '20: %s is answered with 416 and the actual size',
    async (range) => {
      const answer = await exchange(urls.segment, { headers: { Range: range } });
      expect(answer.status).toBe(416);
      expect(answer.headers.get('content-range')).toBe(`bytes */${size()}`);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    },
  );

  it.each(['bytes=5-2', 'bytes=a-b', 'bytes', 'frames=0-5', 'bytes=--1', ''])(
    '20: %j is malformed or of another unit and is ignored',
    async (range) => {
      const answer = await exchange(urls.segment, { headers: { Range: range } });
      expect([answer.status, answer.body.length]).toEqual([200, size()]);
    },
  );

  it('20: is honoured if If-Range has the same strong entity tag, and not for another or weak tag or a date', async () => {
    const tag = segment.headers.get('etag')!;
    const statusWith = async (condition: string) =>
      (await exchange(urls.segment, { headers: { Range: 'bytes=0-9', 'If-Range': condition } })).status;
    expect(await statusWith(tag)).toBe(206);
    expect(await statusWith('"another"')).toBe(200);
    expect(await statusWith(`W/${tag}`)).toBe(200);
    expect(await statusWith('Mon, 01 Jan 2024 00:00:00 GMT')).toBe(200);
  });

  it('20: with a matching If-None-Match is answered with 304', async () => {
    const headers = { Range: 'bytes=0-9', 'If-None-Match': segment.headers.get('etag')! };
    expect((await exchange(urls.segment, { headers })).status).toBe(304);
  });

  it('20: is defined for GET only, so HEAD has the headers of the whole', async () => {
    const answer = await exchange(urls.segment, { method: 'HEAD', headers: { Range: 'bytes=0-9' } });
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(size())]);
  });
});

function comparableHeaders({ headers }: Answer): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !VARYING.includes(name)));
}
