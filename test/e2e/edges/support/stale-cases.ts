/** Expired copies, and an origin that fails or is down. */
import { describe, expect, it } from 'vitest';
import type { EdgeFixture } from './edge-fixture.js';
import { eventually } from './eventually.js';
import { type Answer, type Lifetime, NOT_FOUND } from './fake-origin.js';
import { freshMedia, type Media } from './media.js';

const NOT_STALE: Lifetime = { maxAge: 1 };
const WHILE_REVALIDATING: Lifetime = { maxAge: 1, whileRevalidating: 600 };
const IF_ERROR: Lifetime = { maxAge: 1, ifError: 600 };
const BOTH: Lifetime = { maxAge: 1, whileRevalidating: 600, ifError: 600 };
const FAILURE: Answer = {
  status: 500,
  headers: { 'Cache-Control': 'no-store', 'CDN-Cache-Control': 'no-store' },
};

export function staleCases(fixture: EdgeFixture): void {
  /** Media whose copy at the edge had this lifetime and has expired. */
  async function expiredMedia(lifetime: Lifetime): Promise<Media> {
    const media = freshMedia();
    fixture.origin.answer(media.name, { lifetime });
    const start = performance.now();
    await fixture.ask(media);
    // nginx counts whole seconds.
    await eventually(() => performance.now() - start > 2100);
    return media;
  }

  describe('an expired copy', () => {
    it('is revalidated by its entity tag, and then fresh again', async () => {
      const media = await expiredMedia(NOT_STALE);
      const { status, headers, body } = await fixture.ask(media);
      expect([status, body.toString()]).toEqual([200, `the bytes of ${media.name}`]);
      expect(headers.get('cache-status')).toBe(
        `onplay; hit, ${fixture.edge.kind}; fwd=stale; fwd-status=304`,
      );
      expect(Number(headers.get('age') ?? 0)).toBe(0);
      const [first, second] = fixture.origin.requestsFor(media.name);
      expect(first?.headers).not.toHaveProperty('if-none-match');
      expect(second?.headers['if-none-match']).toBe(headers.get('etag'));
      // nginx answers before it has updated its cache.
      await eventually(() => fixture.isCached(media));
      const again = await fixture.ask(media);
      expect(Number(again.headers.get('age') ?? 0)).toBeLessThanOrEqual(1);
      expect(again.headers.get('cache-status')).toContain(`${fixture.edge.kind}; hit`);
    });

    it('is replaced if there is a new response', async () => {
      const media = await expiredMedia(NOT_STALE);
      fixture.origin.answer(media.name, { body: 'something new' });
      const { headers, body } = await fixture.ask(media);
      expect(body.toString()).toBe('something new');
      expect(headers.get('cache-status')).toBe(`onplay; hit, ${fixture.edge.kind}; fwd=stale`);
      await eventually(() => fixture.isCached(media));
    });

    it('is served while it is revalidated, for as long as the origin allows', async () => {
      const media = await expiredMedia(WHILE_REVALIDATING);
      const { promise: after, resolve: release } = Promise.withResolvers<void>();
      fixture.origin.answer(media.name, { body: 'something new', after });
      const all = await Promise.all(Array.from({ length: 20 }, () => fixture.ask(media)));
      for (const { headers, body } of all) {
        expect(body.toString()).toBe(`the bytes of ${media.name}`);
        expect(headers.get('cache-status')).toMatch(/(?:nginx; hit; detail=stale|varnish; hit; ttl=-\d+)$/);
        expect(Number(headers.get('age'))).toBeGreaterThanOrEqual(1);
      }
      await fixture.origin.received(media.name, 2);
      expect(fixture.origin.count(media.name)).toBe(2);
      release();
      await eventually(async () => (await fixture.ask(media)).body.toString() === 'something new');
      expect(fixture.origin.count(media.name)).toBe(2);
    });

    it('is no longer served when the origin has answered 404', async () => {
      const media = await expiredMedia(WHILE_REVALIDATING);
      fixture.origin.answer(media.name, NOT_FOUND);
      await eventually(async () => (await fixture.ask(media)).status === 404);
      fixture.origin.answer(media.name, { body: 'something new' });
      await eventually(async () => (await fixture.ask(media)).body.toString() === 'something new');
    });

    it('stays if the origin fails during revalidation', async () => {
      const media = await expiredMedia(BOTH);
      fixture.origin.answer(media.name, FAILURE);
      for (let i = 0; i < 3; i++) {
        const times = fixture.origin.count(media.name);
        await eventually(async () => {
          expect((await fixture.ask(media)).body.toString()).toBe(`the bytes of ${media.name}`);
          return fixture.origin.count(media.name) > times;
        });
      }
      fixture.origin.answer(media.name, { body: 'something new' });
      await eventually(async () => (await fixture.ask(media)).body.toString() === 'something new');
    });

    it('is served when the origin fails, if stale-if-error allows it', async () => {
      const media = await expiredMedia(IF_ERROR);
      fixture.origin.answer(media.name, FAILURE);
      const { status, body } = await fixture.ask(media);
      expect([status, body.toString()]).toEqual([200, `the bytes of ${media.name}`]);
      const strict = await expiredMedia(NOT_STALE);
      fixture.origin.answer(strict.name, FAILURE);
      expect((await fixture.ask(strict)).status).toBe(500);
    });
  });

  describe('when the origin is down', () => {
    it('cached copies are served, also expired ones, and revalidated once when the origin is back', async () => {
      const fresh = await fixture.cachedMedia();
      const [both, ifError, strict] = await Promise.all([
        expiredMedia(BOTH),
        expiredMedia(IF_ERROR),
        expiredMedia(NOT_STALE),
      ]);
      await fixture.origin.stop();
      try {
        // At first, and after the edge has noticed.
        for (let round = 0; round < 20; round++) {
          for (const media of [fresh, both, ifError]) {
            const { status, body } = await fixture.ask(media);
            expect([status, body.toString()]).toEqual([200, `the bytes of ${media.name}`]);
          }
          const uncached = await fixture.ask(freshMedia());
          expect(uncached.status).toBe(502);
          expect(uncached.headers.get('content-type')).toBe('application/problem+json');
          expect(uncached.headers.get('cache-control')).toBe('no-store');
          expect(uncached.headers.get('access-control-allow-origin')).toBe('*');
          expect(JSON.parse(uncached.body.toString())).toMatchObject({ status: 502 });
          expect((await fixture.ask(strict)).status).toBe(502);
        }
      } finally {
        await fixture.origin.startAgain();
      }
      await eventually(async () => (await fixture.ask(freshMedia())).status === 200);
      for (const media of [both, ifError]) {
        const before = fixture.origin.count(media.name);
        const all = await Promise.all(Array.from({ length: 20 }, () => fixture.ask(media)));
        expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
        await fixture.origin.received(media.name, before + 1);
        expect(fixture.origin.count(media.name)).toBe(before + 1);
      }
    });
  });
}
