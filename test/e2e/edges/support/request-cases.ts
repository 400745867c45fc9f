/** Methods, and malformed or ambiguous requests. */
import { describe, expect, it, test } from 'vitest';
import type { EdgeFixture } from './edge-fixture.js';
import { freshMedia, pathOf } from './media.js';
import { rawExchange, statusAt, statusOf } from './raw-exchange.js';
import { codeOf } from './refusal.js';

export function requestCases(fixture: EdgeFixture): void {
  describe('a method', () => {
    it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'PURGE', 'TRACE'])('%s is refused', async (method) => {
      const media = await fixture.cachedMedia();
      const before = fixture.origin.arrived.length;
      expect(await statusAt(fixture.edge.port, pathOf(media, fixture.grant(media)), method)).toBe(405);
      expect(await statusAt(fixture.edge.port, '/film.m3u8', method)).toBe(405);
      expect(fixture.origin.arrived.length).toBe(before);
      expect(await fixture.isCached(media)).toBe(true);
    });

    it('that is refused is answered with the allowed ones', async () => {
      const media = freshMedia();
      const answer = await fixture.ask(media, { method: 'DELETE' });
      expect([answer.headers.get('allow'), codeOf(answer)]).toEqual([
        'GET, HEAD, OPTIONS',
        'method_not_allowed',
      ]);
    });

    it('OPTIONS is passed on to the origin each time, since it is how browsers send a preflight', async () => {
      const media = freshMedia();
      const headers = { Origin: 'https://player.example', 'Access-Control-Request-Method': 'GET' };
      for (const times of [1, 2]) {
        const answer = await fixture.ask(media, { method: 'OPTIONS', headers });
        expect([answer.status, answer.headers.get('access-control-allow-methods')]).toEqual([
          204,
          'GET, HEAD, OPTIONS',
        ]);
        expect(fixture.origin.count(media.name)).toBe(times);
      }
    });
  });

  describe('a request that two servers might parse differently', () => {
    const AMBIGUOUS = [
      ['two lengths', 'Content-Length: 0\r\nContent-Length: 30\r\n\r\n'],
      ['a length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
      ['an unknown transfer coding', 'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
      ['two hosts', 'Host: other\r\n\r\n'],
      ['a length with a sign', 'Content-Length: +4\r\n\r\nabcd'],
    ] as const;

    test.each(AMBIGUOUS)('with %s smuggles no second request to the origin', async (_, rest) => {
      const media = freshMedia();
      const start = `GET ${pathOf(media, fixture.grant(media))} HTTP/1.1\r\nHost: edge\r\n`;
      const before = fixture.origin.arrived.length;
      const answer = await rawExchange(
        fixture.edge.port,
        `${start}${rest}GET /api/smuggled HTTP/1.1\r\nHost: edge\r\n\r\n`,
      );
      expect([200, 400, 404, 405, 413, 501]).toContain(statusOf(answer));
      const arrived = fixture.origin.arrived.slice(before);
      expect(arrived.filter(({ target }) => target.includes('smuggled'))).toEqual([]);
      expect(arrived.length).toBeLessThanOrEqual(1);
    });

    it('with a body is passed on without the body', async () => {
      const media = freshMedia();
      const body = 'GET /api HTTP/1.1\r\nHost: x\r\n\r\n';
      const start = `GET ${pathOf(media, fixture.grant(media))} HTTP/1.1\r\nHost: edge\r\nConnection: close\r\n`;
      await rawExchange(fixture.edge.port, `${start}Content-Length: ${body.length}\r\n\r\n${body}`);
      const arrived = fixture.origin.requestsFor(media.name);
      expect(arrived.length).toBeLessThanOrEqual(1);
      for (const { headers } of arrived) {
        expect(headers).not.toHaveProperty('content-length');
        expect(headers).not.toHaveProperty('transfer-encoding');
      }
      expect(fixture.origin.count('/api')).toBe(0);
    });

    test.each(['a\nb', 'a\r\nX-Injected: 1', 'a\0b'])(
      'with %j in a header is refused, or passed on without control characters',
      async (value) => {
        const media = freshMedia();
        const start = `GET ${pathOf(media, fixture.grant(media))} HTTP/1.1\r\nHost: edge\r\nConnection: close\r\n`;
        await rawExchange(fixture.edge.port, `${start}Referer: ${value}\r\n\r\n`);
        for (const { headers } of fixture.origin.requestsFor(media.name)) {
          expect(headers.referer ?? '').not.toMatch(/[\0\n]/);
        }
      },
    );
  });
}
