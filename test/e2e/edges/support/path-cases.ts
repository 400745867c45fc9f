/** Which paths are served at all: each is taken as it was sent, and can be understood in one way only. */
import { describe, expect, it, test } from 'vitest';
import { CLOSED_PATHS, MANIFEST_PATHS, OPEN_PATHS, OWN_FOLDERS } from '../../../support/server-paths.js';
import { freshMedia, mediaOf, pathOf } from './media.js';
import { statusAt } from './raw-exchange.js';
import type { Stage } from './stage.js';

/** `{grant}` is a good one for the asset `films/night`. */
const TRICKS = [
  ...['/-/{grant}/films/night/v720-0123456789abcdef/', '/-/{grant}/films/night/v720-0123456789abcdef/7.m4s/'],
  ...['07.m4s', '-1.m4s', '10000000.m4s', '7.mp4', '7.m4s%00', 'INIT.mp4', 'media.m3u8;x', 'film.mp4'].map(
    (file) => `/-/{grant}/films/night/v720-0123456789abcdef/${file}`,
  ),
  ...['V720-0123456789abcdef', 'v720%2d0123456789abcdef', 'v'.repeat(65), '', 'v720'].map(
    (rendition) => `/-/{grant}/films/night/${rendition}/7.m4s`,
  ),
  // What cannot be the name of a rendition.
  ...[
    ...['v720-0123456789abcde', 'v720-0123456789abcdef0', 'v720-0123456789abcdeg', 'v720_0123456789abcdef'],
    ...[
      'x720-0123456789abcdef',
      '-0123456789abcdef',
      '0123456789abcdef',
      `v${'0'.repeat(41)}-0123456789abcdef`,
    ],
  ].map((rendition) => `/-/{grant}/films/night/${rendition}/7.m4s`),
  ...['films/%6eight', 'films%2fnight', 'films%2Fnight', 'films//night', './films/night', 'films/./night'],
  ...[
    'films/x/../night',
    'films/x/%2e%2e/night',
    'films/%2e%2e/films/night',
    '..;/films/night',
    'films\\night',
  ],
  ...[
    'films/night%00',
    'films/night%0a',
    'films/night%20',
    'films/night#',
    'films/~night',
    'films/.night',
    '-/films/night',
  ],
  ...['films/night/a/b/c/d/e/f/g', ''],
].map((path) => (path.startsWith('/') ? path : `/-/{grant}/${path}/v720-0123456789abcdef/7.m4s`));

const OTHER_TRICKS = [
  ...[
    '//-/{grant}/films/night/v720-0123456789abcdef/7.m4s',
    '/-//{grant}/films/night/v720-0123456789abcdef/7.m4s',
  ],
  ...[
    '/./-/{grant}/films/night/v720-0123456789abcdef/7.m4s',
    '/%2d/{grant}/../films/night/v720-0123456789abcdef/7.m4s',
  ],
  ...[
    '/x/../-/{grant}/films/night/v720-0123456789abcdef/7.m4s',
    '/-/{grant}/../{grant}/films/night/v720-0123456789abcdef/7.m4s',
  ],
  ...[
    '/-/',
    '/-/{grant}',
    '/-/{grant}/',
    '/-/..',
    '/-/%2e%2e/api',
    '/\0',
    '/-/{grant}/films/night\0/v720-0123456789abcdef/7.m4s',
  ],
  ...[
    '/..',
    '/../etc/passwd',
    '/%2e%2e/etc/passwd',
    '/a/%2E%2e/b',
    '/a%5cb',
    'films',
    `/-/${'a'.repeat(20_000)}/b/c/7.m4s`,
  ],
];

export function pathCases(stage: Stage): void {
  const rawStatus = (target: string, method?: string, headers?: string) =>
    statusAt(stage.edge.port, target, method, headers);

  describe('a path', () => {
    test.each([...TRICKS, ...OTHER_TRICKS])('%j opens nothing', async (trick) => {
      const grant = stage.grant(mediaOf('films/night'));
      const before = stage.origin.arrived.length;
      for (const method of ['GET', 'HEAD']) {
        expect([400, 403, 404, 414]).toContain(await rawStatus(trick.replaceAll('{grant}', grant), method));
      }
      expect(stage.origin.arrived.length).toBe(before);
    });

    it('that differs in one character of grant or asset opens nothing', async () => {
      const media = mediaOf('films/night');
      const grant = stage.grant(media, { v: 'anna' });
      const path = pathOf(media, grant);
      const signed = `/-/${grant}/${media.asset}`.length;
      const before = stage.origin.arrived.length;
      const changed = Array.from({ length: signed - 3 }, (_, i) => i + 3).flatMap((at) =>
        ['A', '.', '-', '/', '%'].map((other) => path.slice(0, at) + other + path.slice(at + 1)),
      );
      for (const one of changed.filter((other) => other !== path)) {
        expect([one, [400, 403, 404].includes(await rawStatus(one))]).toEqual([one, true]);
      }
      expect(stage.origin.arrived.length).toBe(before);
    });

    it('and headers as long as they may be, and longer, bring nothing down', async () => {
      const kept = await stage.keptMedia();
      const { asset } = freshMedia();
      const lengths = [4000, 8000, 8193, 12_000, 16_000, 40_000, 100_000];
      for (const length of lengths) {
        const long = 'x'.repeat(length);
        const media = mediaOf(`${asset}/${long}`);
        const grant = stage.grant(media, { r: ['a.example'], i: '127.0.0.1', v: 'x'.repeat(100) });
        const headers = `Referer: https://a.example/${long}\r\nCookie: ${'a=b; '.repeat(length / 5)}\r\nAuthorization: Bearer ${long}\r\n`;
        for (const path of [pathOf(media, grant), pathOf(kept, long), `/-/edge/purge?${long}`]) {
          for (const more of ['', headers]) expect(await rawStatus(path, 'GET', more)).toBeLessThan(503);
        }
      }
      expect(await stage.isKept(kept)).toBe(true);
    });

    it('without tricks opens what its grant is for', async () => {
      const media = mediaOf('films/night');
      expect(await rawStatus(pathOf(media, stage.grant(media)))).toBe(200);
      expect(await rawStatus(`http://edge${pathOf(media, stage.grant(media))}?x=1`)).toBe(200);
    });

    it.each(Object.keys(OWN_FOLDERS))('of media may lead to an asset in a folder %s', async (folder) => {
      expect((await stage.ask(mediaOf(`${folder}/film`))).status).toBe(200);
    });

    test.each(CLOSED_PATHS)('%s is closed', async (path) => {
      const before = stage.origin.arrived.length;
      const headers = 'Authorization: Bearer of-the-management\r\n';
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        expect([400, 404]).toContain(await rawStatus(path, method, headers));
        expect([400, 404]).toContain(await rawStatus(`http://edge${path}`, method, headers));
      }
      expect(stage.origin.arrived.length).toBe(before);
    });

    it.each([
      ...['/film.m3u8?token=a.b.c', '/films/a%20b.mpd?max_height=720'],
      ...MANIFEST_PATHS,
      ...OPEN_PATHS,
    ])('%s is passed on each time, and nothing of it kept', async (path) => {
      const [name = ''] = path.split('?');
      stage.origin.answer(name, {
        headers: { 'Set-Cookie': 'onplay-grant=1', 'Cache-Control': 'private, max-age=5' },
      });
      for (const times of [1, 2]) {
        const { status, headers } = await stage.fetch(path, { headers: { Cookie: 'session=secret' } });
        expect([status, headers.get('set-cookie')]).toEqual([200, 'onplay-grant=1']);
        expect(stage.origin.count(name)).toBe(times);
      }
      for (const { target, headers } of stage.origin.requestsFor(name)) {
        expect(target).toBe(path);
        expect(headers).not.toHaveProperty('cookie');
      }
    });
  });
}
