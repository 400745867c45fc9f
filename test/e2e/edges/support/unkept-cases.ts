/** What no copy is kept of, or only briefly. */
import { describe, expect, it, test } from 'vitest';
import { eventually } from './eventually.js';
import { NOT_FOUND } from './fake-origin.js';
import { freshMedia } from './media.js';
import type { Stage } from './stage.js';

export function unkeptCases(stage: Stage): void {
  describe('what is not kept:', () => {
    test.each([
      [
        '503',
        {
          status: 503,
          headers: { 'Retry-After': '2', 'Cache-Control': 'no-store', 'CDN-Cache-Control': 'no-store' },
        },
      ],
      [
        'a failure, even one that says so',
        { status: 500, headers: { 'Cache-Control': 'public, max-age=60' } },
      ],
      [
        'a refusal',
        { status: 403, headers: { 'Cache-Control': 'no-store', 'CDN-Cache-Control': 'no-store' } },
      ],
      ['what sets a cookie', { headers: { 'Set-Cookie': 'a=b' } }],
      [
        'what is private',
        { headers: { 'Cache-Control': 'private, max-age=60', 'CDN-Cache-Control': undefined } },
      ],
      ['what edges are told not to', { headers: { 'CDN-Cache-Control': 'no-store' } }],
      [
        'what nobody says how long',
        { headers: { 'Cache-Control': undefined, 'CDN-Cache-Control': undefined } },
      ],
      ['what depends on anything', { headers: { Vary: '*' } }],
    ])('%s', async (_, answer) => {
      const media = freshMedia();
      stage.origin.answer(media.name, answer);
      for (const times of [1, 2, 3]) {
        const { status, headers } = await stage.ask(media);
        expect(status).toBe('status' in answer ? answer.status : 200);
        const expected = 'Retry-After' in answer.headers ? answer.headers['Retry-After'] : undefined;
        expect(headers.get('retry-after')).toBe(expected);
        expect(stage.origin.count(media.name)).toBe(times);
      }
    });

    it('404 longer than it says, and for as long it is asked for twice at most', async () => {
      const media = freshMedia();
      const headers = { ...NOT_FOUND.headers, 'CDN-Cache-Control': 'max-age=3' };
      stage.origin.answer(media.name, { status: 404, headers });
      for (let i = 0; i < 5; i++) expect((await stage.ask(media)).status).toBe(404);
      expect(stage.origin.count(media.name)).toBeLessThanOrEqual(2);
      stage.origin.answer(media.name, {});
      await eventually(async () => (await stage.ask(media)).status === 200);
      await eventually(() => stage.isKept(media));
    });
  });
}
