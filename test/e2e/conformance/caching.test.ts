/** Rules 21 to 23: how long responses may be cached, what problems say, and CORS. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { type AssetUrls, assetUrls } from './asset-urls.js';
import { type Answer, patientExchange as exchange, type RequestOptions } from './exchange.js';

const BRIEF_SECONDS = 60;
const A_YEAR_SECONDS = 31_536_000;

let origin: Origin;
let urls: AssetUrls;

beforeAll(async () => {
  const film = await generateMaster('two-languages');
  origin = await startOrigin({ masters: { 'film.mp4': film, 'other.mp4': film } });
  await writeFile(join(origin.mastersPath, 'note.mp4'), 'This is not a video.\n'.repeat(100));
  urls = await assetUrls(origin, 'film');
});
afterAll(() => origin.stop());

/** Requests that are refused, each with the expected status. */
function refusals(): readonly (readonly [string, number, string, RequestOptions?])[] {
  const grant = new URL(urls.segment).pathname.split('/')[2]!;
  const forged = urls.segment.replace(grant, `${grant.slice(0, -4)}AAAA`);
  return [
    ['a malformed name', 400, `${origin.url}/film%00.m3u8?token=${origin.token('film')}`],
    ['a malformed query', 400, `${urls.hls}&max_height=high`],
    ['no token', 401, `${origin.url}/film.m3u8`],
    ['a malformed token', 401, `${origin.url}/film.m3u8?token=nonsense`],
    ['an expired token', 403, `${origin.url}/film.m3u8?token=${origin.token('film', {}, -10)}`],
    ['a token for another asset', 403, `${origin.url}/film.m3u8?token=${origin.token('other')}`],
    ['a forged grant', 403, forged],
    ['an unknown asset', 404, `${origin.url}/none.m3u8?token=${origin.token('none')}`],
    ['an unknown route', 404, `${origin.url}/nothing/here`],
    ['a segment beyond the last', 404, urls.segment.replace('1.m4s', '999.m4s')],
    ['an unknown rendition', 404, urls.segment.replace(/v\d+-[^/]+/, 'v1-0000000000000000')],
    ['a forbidden method', 405, urls.segment, { method: 'DELETE' }],
    ['a range beyond the end', 416, urls.segment, { headers: { Range: 'bytes=999999999-' } }],
    ['a file that is not a master', 422, `${origin.url}/note.m3u8?token=${origin.token('note')}`],
  ];
}

describe('caches', () => {
  it('21: may store media for a year, since whatever changes its bytes changes its URL', async () => {
    for (const url of [urls.init, urls.segment, urls.audioSegment]) {
      const directives = directivesOf(await exchange(url));
      expect([...directives.keys()]).toEqual(expect.arrayContaining(['public', 'immutable']));
      expect(Number(directives.get('max-age'))).toBe(A_YEAR_SECONDS);
    }
  });

  it("21: may store a session's manifest only briefly, and only if they are private caches", async () => {
    for (const url of [urls.hls, urls.dash]) {
      const directives = directivesOf(await exchange(url));
      expect(directives.has('private')).toBe(true);
      expect(Number(directives.get('max-age'))).toBeLessThanOrEqual(BRIEF_SECONDS);
    }
  });

  it('21: may store a media playlist for minutes', async () => {
    const directives = directivesOf(await exchange(urls.playlist));
    expect(directives.has('public')).toBe(true);
    expect(Number(directives.get('max-age'))).toBeLessThanOrEqual(10 * BRIEF_SECONDS);
  });

  it('21: may never store the refusal of a token or grant, and other refusals only briefly', async () => {
    for (const [what, status, url, options] of refusals()) {
      const answer = await exchange(url, options);
      const directives = directivesOf(answer);
      expect([what, answer.status]).toEqual([what, status]);
      if ([401, 403].includes(status)) expect([what, ...directives.keys()]).toEqual([what, 'no-store']);
      else if (!directives.has('no-store')) {
        expect(Number(directives.get('max-age'))).toBeLessThanOrEqual(BRIEF_SECONDS);
      }
    }
  });

  it('21: get CDN-Cache-Control only where it differs from Cache-Control', async () => {
    for (const url of Object.values(urls)) {
      const { headers } = await exchange(url);
      expect(headers.get('cdn-cache-control')).not.toBe(headers.get('cache-control'));
    }
  });

  it('23: accept every surrogate key that is sent', async () => {
    for (const url of Object.values(urls)) {
      const { headers } = await exchange(url);
      const keys = `${headers.get('surrogate-key') ?? ''} ${headers.get('cache-tag')?.replaceAll(',', ' ') ?? ''}`;
      const each = keys.split(' ').filter((key) => key !== '');
      expect(each.length).toBeLessThanOrEqual(50);
      for (const key of each) expect(key).toMatch(/^[a-z0-9._-]{1,128}$/);
    }
  });
});

describe('a refusal', () => {
  it('22: is a problem with a stable code, and reveals no internals', async () => {
    for (const [what, status, url, options] of refusals()) {
      const { headers, body } = await exchange(url, options);
      expect([what, headers.get('content-type')]).toEqual([what, 'application/problem+json']);
      const problem = JSON.parse(body.toString()) as Record<string, unknown>;
      expect(problem).toMatchObject({ status, type: `urn:onplay:problem:${problem['code']}` });
      expect(problem['title']).toEqual(expect.any(String));
      expect(problem['detail']).toEqual(expect.any(String));
      const inside = [
        origin.mastersPath,
        origin.dataPath,
        origin.secret,
        origin.adminKey,
        'node_modules',
        '.js:',
      ];
      for (const word of inside) expect(body.toString()).not.toContain(word);
    }
  });

  it('22: can be read by any site, as media and manifests can', async () => {
    const ofPlayback = refusals().filter(([what]) => what !== 'an unknown route');
    const refused = ofPlayback.map(([, , url, options]) => exchange(url, options));
    const answered = Object.values(urls).map((url) => exchange(url));
    for (const { headers } of await Promise.all([...refused, ...answered])) {
      expect(headers.get('access-control-allow-origin')).toBe('*');
      const exposed = headers.get('access-control-expose-headers')?.split(', ');
      expect(exposed).toEqual(
        expect.arrayContaining(['Content-Range', 'Server-Timing', 'Cache-Status', 'ETag']),
      );
    }
  });

  it('22: is not the response to a CORS preflight', async () => {
    const headers = {
      Origin: 'https://player.example',
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'range, if-none-match',
    };
    for (const url of Object.values(urls)) {
      const answer = await exchange(url, { method: 'OPTIONS', headers });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
      const allowed = answer.headers.get('access-control-allow-headers')?.toLowerCase().split(', ');
      expect(allowed).toEqual(expect.arrayContaining(['range', 'if-none-match', 'if-range']));
      expect(answer.headers.get('access-control-allow-methods')).toContain('GET');
    }
  });
});

/** The directives of `Cache-Control` with their values. */
function directivesOf({ headers }: Answer): ReadonlyMap<string, string> {
  const directives = (headers.get('cache-control') ?? '')
    .split(/,\s*/)
    .filter((directive) => directive !== '');
  return new Map(directives.map((directive) => directive.split('=') as [string, string]));
}
