/** Grants for a network and for sites admit exactly the clients of the table in test/support/grant-rules.ts. */
import { describe, expect, it, test } from 'vitest';
import { NETWORK_CASES, PAGE_CASES, SITES } from '../../../support/grant-rules.js';
import type { EdgeFixture } from './edge-fixture.js';
import { freshMedia, pathOf } from './media.js';
import { rawExchange, statusOf } from './raw-exchange.js';
import { refused } from './refusal.js';

export function ruleCases(fixture: EdgeFixture): void {
  describe('a grant for a network', () => {
    test.each(NETWORK_CASES.filter(({ isIn }) => isIn))(
      '$network admits a client at 127.0.0.1',
      async ({ network: i }) => {
        expect((await fixture.ask(freshMedia(), { grant: { i } })).status).toBe(200);
      },
    );

    test.each(NETWORK_CASES.filter(({ isIn }) => !isIn))('$network does not', async ({ network: i }) => {
      const media = freshMedia();
      const problems = ['grant_wrong_ip', 'grant_malformed'];
      expect(problems).toContain(await refused(fixture, media, fixture.grant(media, { i })));
      const claimed = { 'X-Forwarded-For': i.replace(/\/.*/, ''), 'X-Real-IP': i };
      expect(problems).toContain(await refused(fixture, media, fixture.grant(media, { i }), claimed));
    });
  });

  describe('a grant for sites', () => {
    test.each(PAGE_CASES.filter(({ isIn }) => isIn))('admits $headers', async ({ headers }) => {
      expect((await fixture.ask(freshMedia(), { grant: { r: SITES }, headers })).status).toBe(200);
    });

    test.each(PAGE_CASES.filter(({ isIn }) => !isIn))('refuses $headers', async ({ headers }) => {
      const media = freshMedia();
      const grant = fixture.grant(media, { r: SITES });
      expect(await refused(fixture, media, grant, headers)).toBe('grant_wrong_referrer');
    });

    it('goes by the first of two Referer headers', async () => {
      const status = async (...pages: readonly string[]) => {
        const media = freshMedia();
        const start = `GET ${pathOf(media, fixture.grant(media, { r: SITES }))} HTTP/1.1\r\nHost: edge\r\n`;
        const headers = pages.map((page) => `Referer: ${page}\r\n`).join('');
        return statusOf(await rawExchange(fixture.edge.port, `${start}Connection: close\r\n${headers}\r\n`));
      };
      expect(await status('https://player.example/', 'https://evil.example/')).toBe(200);
      expect(await status('https://evil.example/', 'https://player.example/')).toBe(403);
    });
  });
}
