/** No manifest without a valid token, no media without a valid grant, and neither grants more than it states. */
import jwt from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesOf, type Presentation, readPresentation } from '../../support/hls-client.js';
import { randomNumbers } from '../../support/joined-rendition.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { expectProblem } from './fixtures/problem.js';
import { until } from './fixtures/wait.js';

const FORMATS = ['m3u8', 'mpd'];
/** Token lifetime long enough for two requests, and short enough to wait for its expiry. */
const BRIEFLY_SECONDS = 5;

let server: Origin;
let film: Presentation;
let other: Presentation;

beforeAll(async () => {
  const masters = {
    'film.mp4': await generateMaster('h264-24-gop2'),
    'other.mp4': await generateMaster('h264-open-gop'),
  };
  server = await startOrigin({ masters });
  film = await readPresentation(server, 'film');
  other = await readPresentation(server, 'other');
  // Cached segments must be protected too.
  for (const url of mediaOf(film)) await bytesOf(url);
});

afterAll(() => server?.stop());

/** A playlist, an init segment and a segment, of video and of audio. */
function mediaOf({ variants, audio }: Presentation): string[] {
  const [firstAudio] = audio.values();
  return [variants[0]!, firstAudio!].flatMap(({ playlist, init, segments }) => [
    playlist,
    init,
    segments[0]!,
  ]);
}

function withGrant(url: string, grant: string): string {
  return url.replace(/\/-\/[^/]+\//, `/-/${grant}/`);
}

const grantOf = (url: string) => /\/-\/([^/]+)\//.exec(url)![1]!;
const manifest = (asset: string, format: string, token?: string) =>
  server.fetch(`/${asset}.${format}${token === undefined ? '' : `?token=${encodeURIComponent(token)}`}`);

describe('a manifest', () => {
  const now = Math.floor(Date.now() / 1000);
  const good = { sub: 'film', aud: 'onplay', exp: now + 600 };
  const sign = (payload: object, options: jwt.SignOptions = {}) => jwt.sign(payload, server.secret, options);
  const forged: [string, () => string, number, RegExp][] = [
    ['for another asset', () => server.token('other'), 403, /token_wrong_asset/],
    ['for a path below the asset', () => server.token('film/film'), 403, /token_wrong_asset/],
    ['that has expired', () => sign({ ...good, exp: now - 1 }), 403, /token_expired/],
    ['that is not valid yet', () => sign({ ...good, nbf: now + 300 }), 403, /token_not_yet_valid/],
    ['for another service', () => sign({ ...good, aud: 'elsewhere' }), 403, /token_wrong_audience/],
    ['without an expiry', () => sign({ sub: 'film', aud: 'onplay' }), 401, /token_malformed/],
    ['signed with another secret', () => jwt.sign(good, 'x'.repeat(64)), 403, /token_forged/],
    ['signed with another algorithm', () => sign(good, { algorithm: 'HS512' }), 403, /token_forged/],
    ['without a signature', () => jwt.sign(good, '', { algorithm: 'none' }), 403, /token_forged/],
    ['that is cut short', () => server.token('film').slice(0, -4), 403, /token_forged/],
    ['that is not a token', () => 'let-me-in', 401, /token_malformed/],
    ['for another network', () => server.token('film', { ip: '203.0.113.0/24' }), 403, /token_wrong_ip/],
  ];

  test.each(FORMATS)('as %s is refused without a token', async (format) => {
    await expectProblem(await manifest('film', format), 401, 'token_missing');
    await expectProblem(await manifest('film', format, ''), 401, /token_missing|token_malformed/);
  });

  test.each(forged)('is refused for a token %s', async (_what, token, status, code) => {
    for (const format of FORMATS) await expectProblem(await manifest('film', format, token()), status, code);
  });

  test('does not reveal whether an asset exists to a client whose token is for another', async () => {
    await expectProblem(await manifest('absent', 'm3u8', server.token('film')), 403, 'token_wrong_asset');
    await expectProblem(await manifest('absent', 'm3u8'), 401, 'token_missing');
  });
});

describe('media', () => {
  test('needs a grant: one with any character changed opens nothing', async () => {
    const random = randomNumbers(8);
    for (const url of mediaOf(film)) {
      const grant = grantOf(url);
      for (let change = 0; change < 12; change++) {
        const index = Math.floor(random() * grant.length);
        const other = grant[index] === 'A' ? 'B' : 'A';
        const changed = grant.slice(0, index) + other + grant.slice(index + 1);
        const response = await fetch(withGrant(url, changed));
        await expectProblem(response, 403, /^grant_(malformed|forged)$/);
      }
    }
  });

  test('needs a grant also for HEAD, range and conditional requests', async () => {
    for (const url of mediaOf(film)) {
      const without = withGrant(url, 'none');
      expect((await fetch(without, { method: 'HEAD' })).status).toBe(403);
      for (const headers of [{ Range: 'bytes=0-9' }, { 'If-None-Match': '*' }]) {
        await expectProblem(await fetch(without, { headers }), 403, 'grant_malformed');
      }
      expect((await fetch(url.replace(/\/-\/[^/]+\//, '/-/'))).status).toBe(404);
    }
  });

  test('of one asset is not opened by the grant of another', async () => {
    const grant = grantOf(mediaOf(other)[0]!);
    for (const url of mediaOf(film)) {
      await expectProblem(await fetch(withGrant(url, grant)), 403, 'grant_forged');
    }
    // Nor if the path claims that the rendition belongs to the granted asset.
    for (const url of mediaOf(film)) {
      const renamed = withGrant(url, grant).replace('/film/', '/other/');
      expect((await fetch(renamed)).status, renamed).toBeGreaterThanOrEqual(404);
    }
  });

  test('is refused as soon as the token has expired', async () => {
    const url = new URL(`/film.m3u8?token=${server.token('film', {}, BRIEFLY_SECONDS)}`, server.url).href;
    const [, playlist] = /^([^#].*)$/m.exec(await (await fetch(url)).text())!;
    const media = new URL(playlist!, url).href;
    expect((await fetch(media)).status).toBe(200);
    const ended = async () => ((await fetch(media)).status === 403 ? true : undefined);
    await until('the end of the grant', ended);
    await expectProblem(await fetch(media), 403, 'grant_expired');
    await expectProblem(await fetch(url), 403, 'token_expired');
  });
});

describe('the limits of a token', () => {
  const heights = ({ variants }: Presentation) => variants.map(({ height }) => height);

  async function limited(claims: Parameters<Origin['token']>[1], query = ''): Promise<Presentation> {
    const token = (asset: string) => server.token(asset, claims);
    return readPresentation({ ...server, token }, 'film', query);
  }

  test('apply to the manifest, whatever the query asks for', async () => {
    expect(Math.max(...heights(film).map(Number))).toBe(720);
    expect(heights(await limited({ max_height: 360 })).toSorted()).toEqual([240, 360]);
    const restricted = await limited({ max_height: 360 }, '&max_height=1080&max_bitrate=99000000');
    expect(heights(restricted).toSorted()).toEqual([240, 360]);
  });

  test.each([{ max_height: 360 }, { max_bitrate: 700_000 }])('%j apply to guessed URLs', async (claims) => {
    const grant = grantOf(mediaOf(await limited(claims))[0]!);
    const highest = film.variants.find(({ height }) => height === 720)!;
    for (const url of [highest.playlist, highest.init, highest.segments[0]!]) {
      await expectProblem(await fetch(withGrant(url, grant)), 403, 'no_rendition_allowed');
    }
    const lowest = film.variants.find(({ height }) => height === 240)!;
    expect((await fetch(withGrant(lowest.segments[0]!, grant))).status).toBe(200);
  });
});

test('the management API is closed without its key', async () => {
  for (const path of ['/api/assets', '/api/assets/film', '/api/status']) {
    await expectProblem(await server.fetch(path), 401, 'admin_key_missing');
    const headers = { Authorization: `Bearer ${server.secret}` };
    await expectProblem(await server.fetch(path, { headers }), 403, 'admin_key_wrong');
  }
});
