/** What many ask for at the same time. */
import { describe, expect, it } from 'vitest';
import type { GrantMembers } from './grants.js';
import { held } from './held.js';
import { freshMedia, type Media } from './media.js';
import type { Stage } from './stage.js';

const VIEWERS = 200;

export function togetherCases(stage: Stage): void {
  describe('what is asked for at the same time', () => {
    async function together(
      media: Media,
      release: () => void,
      grants: readonly GrantMembers[],
    ): Promise<number[]> {
      const { answers, sent } = stage.askAll(grants.map((grant) => [media, grant]));
      await Promise.all([stage.origin.asked(media.name), sent]);
      release();
      return answers;
    }

    it(`is asked for once, for ${VIEWERS} viewers with grants of their own`, async () => {
      const media = freshMedia();
      const { after, release } = held();
      stage.origin.answer(media.name, { after });
      const grants = Array.from({ length: VIEWERS }, (_, i) => ({ v: `viewer ${i}` }));
      expect(await together(media, release, grants)).toEqual(grants.map(() => 200));
      expect(stage.origin.count(media.name)).toBe(1);
    });

    it('goes on when who asked first has gone', async () => {
      const media = freshMedia();
      const { after, release } = held();
      stage.origin.answer(media.name, { after });
      const path = `/-/${stage.grant(media)}/${media.name}`;
      const leaving = fetch(stage.edge.url + path, { signal: AbortSignal.timeout(300) }).catch(() => 'gone');
      await stage.origin.asked(media.name);
      expect(await leaving).toBe('gone');
      release();
      expect((await stage.ask(media)).status).toBe(200);
      expect(stage.origin.count(media.name)).toBe(1);
    });

    it('gets the failure of the origin where that fails, and is asked for again after it', async () => {
      const media = freshMedia();
      stage.origin.answer(media.name, {
        status: 503,
        headers: { 'Retry-After': '2', 'Cache-Control': 'no-store', 'CDN-Cache-Control': 'no-store' },
      });
      const grants = Array.from({ length: 5 }, (_, i) => ({ v: `viewer ${i}` }));
      const { answers } = stage.askAll(grants.map((grant) => [media, grant]));
      expect(await answers).toEqual(grants.map(() => 503));
      stage.origin.answer(media.name, {});
      const before = stage.origin.count(media.name);
      const { answers: later } = stage.askAll(grants.map((grant) => [media, grant]));
      expect(await later).toEqual(grants.map(() => 200));
      expect(stage.origin.count(media.name)).toBe(before + 1);
    });
  });
}
