/** What happens to a copy whose time is over, and when the origin fails or is gone. */
import { describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { type Answer, type Lifetime, NOT_FOUND } from './fake-origin.js';
import { held } from './held.js';
import { freshMedia, type Media } from './media.js';
import type { Stage } from './stage.js';

const NOT_STALE: Lifetime = { maxAge: 1 };
const WHILE_REVALIDATING: Lifetime = { maxAge: 1, whileRevalidating: 600 };
const IF_ERROR: Lifetime = { maxAge: 1, ifError: 600 };
const BOTH: Lifetime = { maxAge: 1, whileRevalidating: 600, ifError: 600 };
const FAILURE: Answer = {
  status: 500,
  headers: { 'Cache-Control': 'no-store', 'CDN-Cache-Control': 'no-store' },
};

export function staleCases(stage: Stage): void {
  /** Media that was kept for as long, which is over. */
  async function overMedia(lifetime: Lifetime): Promise<Media> {
    const media = freshMedia();
    stage.origin.answer(media.name, { lifetime });
    const start = performance.now();
    await stage.ask(media);
    // nginx counts whole seconds.
    await eventually(() => performance.now() - start > 2100);
    return media;
  }

  describe('a copy whose time is over', () => {
    it('is confirmed by its entity tag, and then as good as new', async () => {
      const media = await overMedia(NOT_STALE);
      const { status, headers, body } = await stage.ask(media);
      expect([status, body.toString()]).toEqual([200, `the bytes of ${media.name}`]);
      expect(headers.get('cache-status')).toBe(`onplay; hit, ${stage.edge.kind}; fwd=stale; fwd-status=304`);
      expect(Number(headers.get('age') ?? 0)).toBe(0);
      const [first, second] = stage.origin.requestsFor(media.name);
      expect(first?.headers).not.toHaveProperty('if-none-match');
      expect(second?.headers['if-none-match']).toBe(headers.get('etag'));
      // nginx answers before it has written that down.
      await eventually(() => stage.isKept(media));
      const again = await stage.ask(media);
      expect(Number(again.headers.get('age') ?? 0)).toBeLessThanOrEqual(1);
      expect(again.headers.get('cache-status')).toContain(`${stage.edge.kind}; hit`);
    });

    it('is replaced where there is something new', async () => {
      const media = await overMedia(NOT_STALE);
      stage.origin.answer(media.name, { body: 'something new' });
      const { headers, body } = await stage.ask(media);
      expect(body.toString()).toBe('something new');
      expect(headers.get('cache-status')).toBe(`onplay; hit, ${stage.edge.kind}; fwd=stale`);
      await eventually(() => stage.isKept(media));
    });

    it('is served while it is asked for anew, for as long as the origin allows', async () => {
      const media = await overMedia(WHILE_REVALIDATING);
      const { after, release } = held();
      stage.origin.answer(media.name, { body: 'something new', after });
      const all = await Promise.all(Array.from({ length: 20 }, () => stage.ask(media)));
      for (const { headers, body } of all) {
        expect(body.toString()).toBe(`the bytes of ${media.name}`);
        expect(headers.get('cache-status')).toMatch(/(?:nginx; hit; detail=stale|varnish; hit; ttl=-\d+)$/);
        expect(Number(headers.get('age'))).toBeGreaterThanOrEqual(1);
      }
      await stage.origin.asked(media.name, 2);
      expect(stage.origin.count(media.name)).toBe(2);
      release();
      await eventually(async () => (await stage.ask(media)).body.toString() === 'something new');
      expect(stage.origin.count(media.name)).toBe(2);
    });

    it('is served no more when the origin has said that it is gone', async () => {
      const media = await overMedia(WHILE_REVALIDATING);
      stage.origin.answer(media.name, NOT_FOUND);
      await eventually(async () => (await stage.ask(media)).status === 404);
      stage.origin.answer(media.name, { body: 'something new' });
      await eventually(async () => (await stage.ask(media)).body.toString() === 'something new');
    });

    it('stays when the origin fails while it is asked anew', async () => {
      const media = await overMedia(BOTH);
      stage.origin.answer(media.name, FAILURE);
      for (let i = 0; i < 3; i++) {
        const times = stage.origin.count(media.name);
        await eventually(async () => {
          expect((await stage.ask(media)).body.toString()).toBe(`the bytes of ${media.name}`);
          return stage.origin.count(media.name) > times;
        });
      }
      stage.origin.answer(media.name, { body: 'something new' });
      await eventually(async () => (await stage.ask(media)).body.toString() === 'something new');
    });

    it('is served when the origin fails, where it may be', async () => {
      const media = await overMedia(IF_ERROR);
      stage.origin.answer(media.name, FAILURE);
      const { status, body } = await stage.ask(media);
      expect([status, body.toString()]).toEqual([200, `the bytes of ${media.name}`]);
      const strict = await overMedia(NOT_STALE);
      stage.origin.answer(strict.name, FAILURE);
      expect((await stage.ask(strict)).status).toBe(500);
    });
  });

  describe('when the origin is gone', () => {
    it('what it has is served, also when its time is over, and asked for once when the origin is back', async () => {
      const kept = await stage.keptMedia();
      const [both, ifError, strict] = await Promise.all([
        overMedia(BOTH),
        overMedia(IF_ERROR),
        overMedia(NOT_STALE),
      ]);
      await stage.origin.stop();
      try {
        // At once, and when it has been noticed.
        for (let round = 0; round < 20; round++) {
          for (const media of [kept, both, ifError]) {
            const { status, body } = await stage.ask(media);
            expect([status, body.toString()]).toEqual([200, `the bytes of ${media.name}`]);
          }
          const unkept = await stage.ask(freshMedia());
          expect(unkept.status).toBe(502);
          expect(unkept.headers.get('content-type')).toBe('application/problem+json');
          expect(unkept.headers.get('cache-control')).toBe('no-store');
          expect(unkept.headers.get('access-control-allow-origin')).toBe('*');
          expect(JSON.parse(unkept.body.toString())).toMatchObject({ status: 502 });
          expect((await stage.ask(strict)).status).toBe(502);
        }
      } finally {
        await stage.origin.startAgain();
      }
      await eventually(async () => (await stage.ask(freshMedia())).status === 200);
      for (const media of [both, ifError]) {
        const before = stage.origin.count(media.name);
        const all = await Promise.all(Array.from({ length: 20 }, () => stage.ask(media)));
        expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
        await stage.origin.asked(media.name, before + 1);
        expect(stage.origin.count(media.name)).toBe(before + 1);
      }
    });
  });
}
