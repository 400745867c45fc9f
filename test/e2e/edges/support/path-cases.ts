/** Which paths an edge serves: it takes each as sent, without normalization, and only if it is unambiguous. */
import { describe, expect, it, test } from 'vitest';
import { assetPath, toAssetId } from '../../../../src/shared/asset-id.js';
import {
  EMPTY_SEGMENTS,
  INVALID_NAMES,
  MEDIA_PATHS,
  NO_MEDIA_PATHS,
  OTHER_SPELLINGS,
} from '../../../support/media-url-cases.js';
import {
  CLOSED_PATHS,
  MANIFEST_PATHS,
  OPEN_PATHS,
  RESERVED_SEGMENTS,
} from '../../../support/server-paths.js';
import type { EdgeFixture } from './edge-fixture.js';
import { freshMedia, mediaOf, pathOf } from './media.js';
import { statusAt } from './raw-exchange.js';

/** `{grant}` is a valid one for the asset `films/night`. */
const TRICKS = [
  ...NO_MEDIA_PATHS,
  ...EMPTY_SEGMENTS,
  ...INVALID_NAMES,
  ...OTHER_SPELLINGS.map(({ path }) => path),
  '/%2d/{grant}/../films/night/v720-0123456789abcdef/7.m4s',
  '/-/{grant}/films/night\0/v720-0123456789abcdef/7.m4s',
  ...['/films//night.m3u8', '//film.mpd', '/films/.m3u8//'],
  ...['/\0', '/..', '/../etc/passwd', '/%2e%2e/etc/passwd', '/a/%2E%2e/b', '/a%5cb', 'films'],
  `/-/${'a'.repeat(20_000)}/b/c/7.m4s`,
];

export function pathCases(fixture: EdgeFixture): void {
  const rawStatus = (target: string, method?: string, headers?: string) =>
    statusAt(fixture.edge.port, target, method, headers);

  describe('a path', () => {
    test.each(TRICKS)('%j opens nothing', async (trick) => {
      const grant = fixture.grant(mediaOf('films/night'));
      const before = fixture.origin.arrived.length;
      for (const method of ['GET', 'HEAD']) {
        expect([400, 403, 404, 414]).toContain(await rawStatus(trick.replaceAll('{grant}', grant), method));
      }
      expect(fixture.origin.arrived.length).toBe(before);
    });

    it('that differs in one character of grant or asset opens nothing', async () => {
      const media = mediaOf('films/night');
      const grant = fixture.grant(media, { v: 'anna' });
      const path = pathOf(media, grant);
      const signed = `/-/${grant}/${media.asset}`.length;
      const before = fixture.origin.arrived.length;
      const changed = Array.from({ length: signed - 3 }, (_, i) => i + 3).flatMap((at) =>
        ['A', '.', '-', '/', '%'].map((other) => path.slice(0, at) + other + path.slice(at + 1)),
      );
      for (const one of changed.filter((other) => other !== path)) {
        expect([one, [400, 403, 404].includes(await rawStatus(one))]).toEqual([one, true]);
      }
      expect(fixture.origin.arrived.length).toBe(before);
    });

    it('and headers up to the limits, and beyond, crash nothing', async () => {
      const cached = await fixture.cachedMedia();
      const { asset } = freshMedia();
      const lengths = [4000, 8000, 8193, 12_000, 16_000, 40_000, 100_000];
      for (const length of lengths) {
        const long = 'x'.repeat(length);
        const media = mediaOf(`${asset}/${long}`);
        const grant = fixture.grant(media, { r: ['a.example'], i: '127.0.0.1', v: 'x'.repeat(100) });
        const headers = `Referer: https://a.example/${long}\r\nCookie: ${'a=b; '.repeat(length / 5)}\r\nAuthorization: Bearer ${long}\r\n`;
        for (const path of [pathOf(media, grant), pathOf(cached, long), `/-/edge/purge?${long}`]) {
          for (const more of ['', headers]) expect(await rawStatus(path, 'GET', more)).toBeLessThan(503);
        }
      }
      expect(await fixture.isCached(cached)).toBe(true);
    });

    it('may be part of an absolute URL, and have a query', async () => {
      const media = mediaOf('films/night');
      expect(await rawStatus(`http://edge${pathOf(media, fixture.grant(media))}?x=1`)).toBe(200);
    });

    it.each(MEDIA_PATHS)('$path opens what its grant is for', async ({ path, asset }) => {
      const grant = fixture.grant(mediaOf(assetPath(toAssetId(asset))));
      expect(await rawStatus(path.replace('{grant}', grant))).toBe(200);
    });

    it.each(Object.keys(RESERVED_SEGMENTS))(
      'of media may lead to an asset in a directory %s',
      async (folder) => {
        expect((await fixture.ask(mediaOf(`${folder}/film`))).status).toBe(200);
      },
    );

    test.each(CLOSED_PATHS)('%s is closed', async (path) => {
      const before = fixture.origin.arrived.length;
      const headers = 'Authorization: Bearer of-the-management\r\n';
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        expect([400, 404]).toContain(await rawStatus(path, method, headers));
        expect([400, 404]).toContain(await rawStatus(`http://edge${path}`, method, headers));
      }
      expect(fixture.origin.arrived.length).toBe(before);
    });

    it.each([
      ...['/film.m3u8?token=a.b.c', '/films/a%20b.mpd?max_height=720'],
      ...MANIFEST_PATHS,
      ...OPEN_PATHS,
    ])('%s is passed on each time and never cached', async (path) => {
      const [name = ''] = path.split('?');
      fixture.origin.answer(name, {
        headers: { 'Set-Cookie': 'onplay-grant=1', 'Cache-Control': 'private, max-age=5' },
      });
      for (const times of [1, 2]) {
        const { status, headers } = await fixture.fetch(path, { headers: { Cookie: 'session=secret' } });
        expect([status, headers.get('set-cookie')]).toEqual([200, 'onplay-grant=1']);
        expect(fixture.origin.count(name)).toBe(times);
      }
      for (const { target, headers } of fixture.origin.requestsFor(name)) {
        expect(target).toBe(path);
        expect(headers).not.toHaveProperty('cookie');
      }
    });
  });
}
