/** Methods, and requests that are not quite as they should be. */
import { describe, expect, it, test } from 'vitest';
import { freshMedia, pathOf } from './media.js';
import { rawExchange, statusAt, statusOf } from './raw-exchange.js';
import { codeOf } from './refusal.js';
import type { Stage } from './stage.js';

export function requestCases(stage: Stage): void {
  describe('a method', () => {
    it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'PURGE', 'TRACE'])('%s is refused', async (method) => {
      const media = await stage.keptMedia();
      const before = stage.origin.arrived.length;
      expect(await statusAt(stage.edge.port, pathOf(media, stage.grant(media)), method)).toBe(405);
      expect(await statusAt(stage.edge.port, '/film.m3u8', method)).toBe(405);
      expect(stage.origin.arrived.length).toBe(before);
      expect(await stage.isKept(media)).toBe(true);
    });

    it('that is refused is told which can be used', async () => {
      const media = freshMedia();
      const answer = await stage.ask(media, { method: 'DELETE' });
      expect([answer.headers.get('allow'), codeOf(answer)]).toEqual([
        'GET, HEAD, OPTIONS',
        'method_not_allowed',
      ]);
    });

    it('OPTIONS is the origin to answer, as browsers ask beforehand and without a grant of their own', async () => {
      const media = freshMedia();
      const headers = { Origin: 'https://player.example', 'Access-Control-Request-Method': 'GET' };
      for (const times of [1, 2]) {
        const answer = await stage.ask(media, { method: 'OPTIONS', headers });
        expect([answer.status, answer.headers.get('access-control-allow-methods')]).toEqual([
          204,
          'GET, HEAD, OPTIONS',
        ]);
        expect(stage.origin.count(media.name)).toBe(times);
      }
    });
  });

  describe('a request that two servers might read differently', () => {
    const TWO_WAYS = [
      ['two lengths', 'Content-Length: 0\r\nContent-Length: 30\r\n\r\n'],
      ['a length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
      ['chunks in capitals', 'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
      ['two hosts', 'Host: other\r\n\r\n'],
      ['a length with a sign', 'Content-Length: +4\r\n\r\nabcd'],
    ] as const;

    test.each(TWO_WAYS)('with %s brings no second one to the origin', async (_, rest) => {
      const media = freshMedia();
      const start = `GET ${pathOf(media, stage.grant(media))} HTTP/1.1\r\nHost: edge\r\n`;
      const before = stage.origin.arrived.length;
      const answer = await rawExchange(
        stage.edge.port,
        `${start}${rest}GET /api/smuggled HTTP/1.1\r\nHost: edge\r\n\r\n`,
      );
      expect([200, 400, 404, 405, 413, 501]).toContain(statusOf(answer));
      const arrived = stage.origin.arrived.slice(before);
      expect(arrived.filter(({ target }) => target.includes('smuggled'))).toEqual([]);
      expect(arrived.length).toBeLessThanOrEqual(1);
    });

    it('with a body is passed on without it', async () => {
      const media = freshMedia();
      const body = 'GET /api HTTP/1.1\r\nHost: x\r\n\r\n';
      const start = `GET ${pathOf(media, stage.grant(media))} HTTP/1.1\r\nHost: edge\r\nConnection: close\r\n`;
      await rawExchange(stage.edge.port, `${start}Content-Length: ${body.length}\r\n\r\n${body}`);
      const arrived = stage.origin.requestsFor(media.name);
      expect(arrived.length).toBeLessThanOrEqual(1);
      for (const { headers } of arrived) {
        expect(headers).not.toHaveProperty('content-length');
        expect(headers).not.toHaveProperty('transfer-encoding');
      }
      expect(stage.origin.count('/api')).toBe(0);
    });

    test.each(['a\nb', 'a\r\nX-Injected: 1', 'a\0b'])(
      'with %j in a header is refused, or passed on as one',
      async (value) => {
        const media = freshMedia();
        const start = `GET ${pathOf(media, stage.grant(media))} HTTP/1.1\r\nHost: edge\r\nConnection: close\r\n`;
        await rawExchange(stage.edge.port, `${start}Referer: ${value}\r\n\r\n`);
        for (const { headers } of stage.origin.requestsFor(media.name)) {
          expect(headers.referer ?? '').not.toMatch(/[\0\n]/);
        }
      },
    );
  });
}
