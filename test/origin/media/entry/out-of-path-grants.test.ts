import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, startTestOrigin, type TestOrigin } from '../support/test-origin.js';

let origin: TestOrigin;
beforeEach(async () => {
  origin = await startTestOrigin({
    masters: ['film.mp4', 'other.mp4'],
    env: { ONPLAY_GRANT_IN: 'cookie' },
    logLevel: 'info',
  });
});
afterEach(() => origin.stop());

async function open(asset = 'film') {
  const response = await origin.get(`/${asset}.m3u8?token=${origin.token(asset)}`);
  const cookie = response.headers.get('set-cookie')!;
  const media = `/${/^-\/.*media\.m3u8$/m.exec(await response.text())![0]}`;
  return { cookie, pair: cookie.split(';')[0]!, segment: media.replace('media.m3u8', '0.m4s'), media };
}

describe('a grant in a cookie', () => {
  it('is sent for the media of one asset only, and hidden from scripts', async () => {
    const { cookie, media } = await open();
    expect(media).toMatch(/^\/-\/-\/film\/v\d+-[0-9a-f]{16}\/media\.m3u8$/);
    expect(cookie).toMatch(
      /^onplay-grant=[\w-]+\.[\w-]{22}; Path=\/-\/-\/film\/; Expires=.*; HttpOnly; SameSite=Lax$/,
    );
  });

  it('opens media, from memory or not', async () => {
    const { pair, segment, media } = await open();
    for (const path of [segment, segment, media, media]) {
      expect((await origin.get(path, { Cookie: `a=b; ${pair}; c=d` })).status).toBe(200);
    }
  });

  it('may come in a header, from an edge that took it out of the path', async () => {
    const { segment } = await open();
    const grant = origin.grant('film');
    expect((await origin.get(segment, { 'Onplay-Grant': grant })).status).toBe(200);
  });

  it.each([
    ['missing', () => ({})],
    ['of another asset', () => ({ 'Onplay-Grant': origin.grant('other') })],
    ['empty', () => ({ Cookie: 'onplay-grant=' })],
    ['forged', () => ({ Cookie: `onplay-grant=${origin.grant('film').slice(0, -1)}_` })],
  ])('opens nothing if it is %s', async (_what, headers) => {
    const { segment, pair } = await open();
    await origin.get(segment, { Cookie: pair });
    const response = await origin.get(segment, headers() as Record<string, string>);
    expect(response.status).toBe(403);
    expect(['grant_malformed', 'grant_forged']).toContain(await codeOf(response));
  });
});
