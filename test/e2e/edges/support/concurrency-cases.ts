/** Concurrent requests for the same media. */
import { describe, expect, it } from 'vitest';
import type { EdgeFixture } from './edge-fixture.js';
import type { GrantMembers } from './grants.js';
import { freshMedia, type Media } from './media.js';

const VIEWERS = 200;

export function concurrencyCases(fixture: EdgeFixture): void {
  describe('media that is requested concurrently', () => {
    async function requestTogether(
      media: Media,
      release: () => void,
      grants: readonly GrantMembers[],
    ): Promise<number[]> {
      const { answers, sent } = fixture.askAll(grants.map((grant) => [media, grant]));
      await Promise.all([fixture.origin.received(media.name), sent]);
      release();
      return answers;
    }

    it(`is fetched once, for ${VIEWERS} viewers with a grant each`, async () => {
      const media = freshMedia();
      const { promise: after, resolve: release } = Promise.withResolvers<void>();
      fixture.origin.answer(media.name, { after });
      const grants = Array.from({ length: VIEWERS }, (_, i) => ({ v: `viewer ${i}` }));
      expect(await requestTogether(media, release, grants)).toEqual(grants.map(() => 200));
      expect(fixture.origin.count(media.name)).toBe(1);
    });

    it('is still fetched when the first client has left', async () => {
      const media = freshMedia();
      const { promise: after, resolve: release } = Promise.withResolvers<void>();
      fixture.origin.answer(media.name, { after });
      const path = `/-/${fixture.grant(media)}/${media.name}`;
      const leaving = fetch(fixture.edge.url + path, { signal: AbortSignal.timeout(300) }).catch(
        () => 'gone',
      );
      await fixture.origin.received(media.name);
      expect(await leaving).toBe('gone');
      release();
      expect((await fixture.ask(media)).status).toBe(200);
      expect(fixture.origin.count(media.name)).toBe(1);
    });

    it("is answered with the origin's failure, and fetched again after it", async () => {
      const media = freshMedia();
      fixture.origin.answer(media.name, {
        status: 503,
        headers: { 'Retry-After': '2', 'Cache-Control': 'no-store', 'CDN-Cache-Control': 'no-store' },
      });
      const grants = Array.from({ length: 5 }, (_, i) => ({ v: `viewer ${i}` }));
      const { answers } = fixture.askAll(grants.map((grant) => [media, grant]));
      expect(await answers).toEqual(grants.map(() => 503));
      fixture.origin.answer(media.name, {});
      const before = fixture.origin.count(media.name);
      const { answers: later } = fixture.askAll(grants.map((grant) => [media, grant]));
      expect(await later).toEqual(grants.map(() => 200));
      expect(fixture.origin.count(media.name)).toBe(before + 1);
    });
  });
}
