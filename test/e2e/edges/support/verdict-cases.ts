/** Which grants an edge admits, and which it refuses without a request to the origin. */
import { describe, expect, it } from 'vitest';
import type { EdgeFixture } from './edge-fixture.js';
import { type GrantMembers, makeGrant, signed } from './grants.js';
import { freshMedia, mediaOf, pathOf } from './media.js';
import { rawExchange, statusOf } from './raw-exchange.js';
import { refused } from './refusal.js';

export function verdictCases(fixture: EdgeFixture): void {
  describe('a valid grant', () => {
    it("gets the origin's media, without the headers meant for edges", async () => {
      const media = freshMedia();
      for (const _ of ['from the origin', 'from the copy']) {
        const { status, headers, body } = await fixture.ask(media);
        expect([status, body.toString()]).toEqual([200, `the bytes of ${media.name}`]);
        expect(headers.get('content-type')).toBe('video/mp4');
        expect(headers.get('etag')).toMatch(/^"[0-9a-f]{16}"$/);
        expect(headers.get('cache-control')).toContain('immutable');
        expect(headers.get('access-control-allow-origin')).toBe('*');
        for (const name of [
          'surrogate-key',
          'cache-tag',
          'edge-cache-tag',
          'cdn-cache-control',
          'xkey',
          'x-varnish',
        ])
          expect([name, headers.has(name)]).toEqual([name, false]);
        expect([...headers.keys()].filter((name) => name.startsWith('onplay-'))).toEqual([]);
      }
    });

    it.each(['init.mp4', 'media.m3u8', '0.m4s', '9999999.m4s'])('gets %s', async (file) => {
      expect((await fixture.ask(freshMedia(file))).status).toBe(200);
    });

    it('is parsed whatever its members are', async () => {
      const members: GrantMembers[] = [
        { h: 65_535, b: Number.MAX_SAFE_INTEGER, v: 'anna', t: 'AbCdEfGhIjKlMn_-' },
        { v: '"'.repeat(128) },
        { v: '\\","t":"AbCdEfGhIjKlMnOp"}' },
        { v: 'Zoë 🎬 {"e":0}' },
        { n: 'acme' },
        { v: 'anna', t: 'AbCdEfGhIjKlMn_-', n: '"'.repeat(128) },
        { v: '","n":"acme', n: '\\","m":2,"s":"0123456789abcdef"}' },
        { n: 'Škoda 🎬 {"e":0}' },
        {
          r: Array.from({ length: 16 }, (_, i) =>
            i === 15 ? 'a.example' : `${'x'.repeat(60)}.${i}.example`,
          ),
        },
      ];
      for (const grant of members) {
        const answer = await fixture.ask(freshMedia(), { grant, headers: { Referer: 'https://a.example/' } });
        expect([grant, answer.status]).toEqual([grant, 200]);
      }
    });

    it('may be as long as an asset with a long name in another script', async () => {
      const asset = Array.from({ length: 4 }, () => encodeURIComponent('ф'.repeat(120))).join('/');
      const grant = {
        r: Array.from({ length: 10 }, (_, i) => `${'y'.repeat(63)}.${'z'.repeat(63)}.${i}.example`),
      };
      const headers = { Referer: `https://${'y'.repeat(63)}.${'z'.repeat(63)}.7.example/` };
      expect((await fixture.ask(mediaOf(asset), { grant, headers })).status).toBe(200);
    });

    it("passes on the client's address, and nothing that the client only claims", async () => {
      const media = freshMedia();
      const headers = {
        Host: 'video.example:8443',
        'X-Forwarded-For': '192.0.2.1',
        'X-Forwarded-Proto': 'gopher',
        Forwarded: 'for=192.0.2.1',
        'Onplay-Grant': 'another',
        Cookie: 'session=secret; onplay-grant=another',
        'User-Agent': 'a player',
      };
      await fixture.ask(media, { headers });
      const [arrived] = fixture.origin.requestsFor(media.name);
      expect(arrived?.headers).toMatchObject({
        host: 'video.example:8443',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
        'user-agent': 'a player',
      });
      for (const name of ['forwarded', 'onplay-grant', 'cookie'])
        expect(arrived?.headers).not.toHaveProperty(name);
    });

    it('may be in a cookie, which is then the only cookie passed on', async () => {
      const media = freshMedia();
      const grant = fixture.grant(media);
      const cookies = [
        `onplay-grant=${grant}`,
        `a=b; onplay-grant=${grant}; onplay-grant=x`,
        `z=onplay-grant=1;onplay-grant=${grant}`,
      ];
      for (const Cookie of cookies) {
        expect((await fixture.fetch(pathOf(media, '-'), { headers: { Cookie } })).status).toBe(200);
      }
      expect(fixture.origin.requestsFor(media.name).map(({ headers }) => headers.cookie)).toEqual([
        `onplay-grant=${grant}`,
      ]);
      expect(await fixture.isCached(media)).toBe(true);
    });

    it('may be in the second of two Cookie headers', async () => {
      const media = freshMedia();
      const start = `GET ${pathOf(media, '-')} HTTP/1.1\r\nHost: edge\r\nConnection: close\r\n`;
      const cookies = `Cookie: a=b\r\nCookie: onplay-grant=${fixture.grant(media)}\r\n`;
      expect(statusOf(await rawExchange(fixture.edge.port, `${start}${cookies}\r\n`))).toBe(200);
    });
  });

  describe('an edge refuses without asking the origin', () => {
    it('a malformed grant', async () => {
      const media = freshMedia();
      const good = fixture.grant(media);
      const [payload = '', mac = ''] = good.split('.');
      const { edge } = fixture;
      const long = makeGrant(edge.grantKey, media.asset, {
        r: Array.from({ length: 40 }, () => `${'x'.repeat(90)}.example`),
      });
      expect(long.length).toBeGreaterThan(4096);
      for (const grant of [
        payload,
        '.',
        `.${mac}`,
        `${payload}.`,
        `${good}A`,
        `${good}.`,
        `${payload}=.${mac}`,
        '~',
        'null',
        long,
      ])
        expect([grant, await refused(fixture, media, grant)]).toEqual([grant, 'grant_malformed']);
      for (const text of [
        '',
        '{}',
        '{"e":1}x',
        '{"e":"9"}',
        '{"e":99999999999,"x":1}',
        '{"v":"a","e":99999999999}',
        '{"e":99999999999,"v":"a"b"}',
        '{"e":99999999999,"n":"a","v":"b"}',
        '{"e":99999999999,"n":"a","t":"AbCdEfGhIjKlMn_-"}',
        '{"e":99999999999,"n":"a"b"}',
        '{"e":99999999999,"n":7}',
      ])
        expect([
          text,
          await refused(fixture, media, signed(edge.grantKey, media.asset, text || ' ')),
        ]).toEqual([text, 'grant_malformed']);
    });

    it('a wrong signature, in every spelling', async () => {
      const media = freshMedia();
      const good = fixture.grant(media);
      // The last character of the base64url signature has four unused bits.
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      for (const last of alphabet.replace(good.slice(-1), ''))
        expect(await refused(fixture, media, good.slice(0, -1) + last)).toBe('grant_forged');
      const other = makeGrant('0'.repeat(64), media.asset);
      const longer = good.replace('.', 'AA.');
      const upper = good.toUpperCase();
      for (const grant of [other, longer, upper, fixture.grant(freshMedia())])
        expect(await refused(fixture, media, grant)).toBe('grant_forged');
    });

    it('a grant for another asset, however the path is written', async () => {
      const media = mediaOf('films/night');
      const grant = fixture.grant(media);
      const others = [
        'films/night2',
        'films',
        'night',
        'films/n%69ght',
        'films/Night',
        'films%20/night',
        'x/films/night',
      ];
      for (const other of others)
        expect([other, await refused(fixture, mediaOf(other), grant)]).toEqual([other, 'grant_forged']);
    });

    it('an expired grant', async () => {
      const now = Math.floor(Date.now() / 1000);
      for (const e of [0, now - 1, now]) {
        const media = freshMedia();
        expect(await refused(fixture, media, fixture.grant(media, { e }))).toBe('grant_expired');
      }
    });

    it('a missing cookie, or one with another name or for another asset', async () => {
      const media = freshMedia();
      expect(await refused(fixture, media, '-')).toBe('grant_malformed');
      const headers = {
        Cookie: `onplay-grantx=${fixture.grant(media)}; Onplay-Grant=${fixture.grant(media)}`,
      };
      expect(await refused(fixture, media, '-', headers)).toBe('grant_malformed');
      expect(await refused(fixture, media, '-', { 'Onplay-Grant': fixture.grant(media) })).toBe(
        'grant_malformed',
      );
      const forAnother = { Cookie: `onplay-grant=${fixture.grant(freshMedia())}` };
      expect(await refused(fixture, media, '-', forAnother)).toBe('grant_forged');
    });

    it('wrong grants also for media in its cache', async () => {
      const media = await fixture.cachedMedia();
      expect(await refused(fixture, media, fixture.grant(media, { e: 1 }))).toBe('grant_expired');
      expect(await refused(fixture, media, fixture.grant(freshMedia()))).toBe('grant_forged');
    });
  });
}
