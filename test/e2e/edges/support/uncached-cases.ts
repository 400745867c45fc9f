/** Responses that are not cached, or only briefly. */
import { describe, expect, it, test } from 'vitest';
import type { EdgeFixture } from './edge-fixture.js';
import { eventually } from './eventually.js';
import { NOT_FOUND } from './fake-origin.js';
import { freshMedia } from './media.js';

export function uncachedCases(fixture: EdgeFixture): void {
  describe('not cached:', () => {
    test.each([
      [
        '503',
        {
          status: 503,
          headers: { 'Retry-After': '2', 'Cache-Control': 'no-store', 'CDN-Cache-Control': 'no-store' },
        },
      ],
      [
        'a failure, even one that allows it',
        { status: 500, headers: { 'Cache-Control': 'public, max-age=60' } },
      ],
      [
        'a refusal',
        { status: 403, headers: { 'Cache-Control': 'no-store', 'CDN-Cache-Control': 'no-store' } },
      ],
      ['a response that sets a cookie', { headers: { 'Set-Cookie': 'a=b' } }],
      [
        'a private response',
        { headers: { 'Cache-Control': 'private, max-age=60', 'CDN-Cache-Control': undefined } },
      ],
      ['a response with no-store for edges', { headers: { 'CDN-Cache-Control': 'no-store' } }],
      [
        'a response without a lifetime',
        { headers: { 'Cache-Control': undefined, 'CDN-Cache-Control': undefined } },
      ],
      ['a response with Vary: *', { headers: { Vary: '*' } }],
    ])('%s', async (_, answer) => {
      const media = freshMedia();
      fixture.origin.answer(media.name, answer);
      for (const times of [1, 2, 3]) {
        const { status, headers } = await fixture.ask(media);
        expect(status).toBe('status' in answer ? answer.status : 200);
        const expected = 'Retry-After' in answer.headers ? answer.headers['Retry-After'] : undefined;
        expect(headers.get('retry-after')).toBe(expected);
        expect(fixture.origin.count(media.name)).toBe(times);
      }
    });

    it('404 beyond its lifetime, within which it is fetched twice at most', async () => {
      const media = freshMedia();
      const headers = { ...NOT_FOUND.headers, 'CDN-Cache-Control': 'max-age=3' };
      fixture.origin.answer(media.name, { status: 404, headers });
      for (let i = 0; i < 5; i++) expect((await fixture.ask(media)).status).toBe(404);
      expect(fixture.origin.count(media.name)).toBeLessThanOrEqual(2);
      fixture.origin.answer(media.name, {});
      await eventually(async () => (await fixture.ask(media)).status === 200);
      await eventually(() => fixture.isCached(media));
    });
  });
}
