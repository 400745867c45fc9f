/** Streams of viewers whose tokens limit them: whether each has a place, the edge asks the origin. */
import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { EdgeFixture } from './edge-fixture.js';
import { eventually } from './eventually.js';
import type { Answer } from './fake-origin.js';
import type { GrantMembers } from './grants.js';
import { freshMedia, type Media } from './media.js';
import { codeOf } from './refusal.js';

/** As src/origin/media/stream-lease.ts answers. */
const grantedFor = (seconds: number): Answer => ({
  status: 204,
  headers: {
    ...{ 'Onplay-Stream': 'granted', 'Cache-Control': `public, max-age=0, s-maxage=${seconds}` },
    ...{ 'CDN-Cache-Control': `max-age=${seconds}`, ETag: undefined },
  },
});
const GRANTED = grantedFor(600);
const NOT_CACHED = { 'Cache-Control': 'no-store', 'CDN-Cache-Control': 'no-store', ETag: undefined };
const REFUSED: Answer = {
  status: 403,
  headers: { ...NOT_CACHED, 'Onplay-Stream': 'refused', 'Content-Type': 'application/problem+json' },
};

export function streamCases(fixture: EdgeFixture): void {
  const stream = (members: GrantMembers = {}): GrantMembers => ({
    ...{ v: 'ann', t: 'AbCdEfGhIjKlMnOp', m: 2, s: randomBytes(8).toString('hex') },
    ...members,
  });
  const leaseOf = ({ asset }: Media) => `${asset}/lease`;
  const another = (media: Media, file: string): Media => ({
    ...media,
    name: media.name.replace(/[^/]+$/, file),
  });

  describe('the stream of a viewer with a limit', () => {
    it('asks the origin once for its place, and gets the shared copies of media', async () => {
      const media = await fixture.cachedMedia();
      fixture.origin.answer(leaseOf(media), GRANTED);
      const grant = stream();
      for (const options of [{}, { method: 'HEAD' }, { query: '?CMCD=bl%3D1' }])
        expect((await fixture.ask(media, { grant, ...options })).status).toBe(200);
      const part = await fixture.ask(media, { grant, headers: { Range: 'bytes=4-8' } });
      expect([part.status, part.body.toString()]).toEqual([206, 'bytes']);
      const [asked, ...more] = fixture.origin.requestsFor(leaseOf(media));
      expect([asked?.method, more]).toEqual(['GET', []]);
      expect(asked?.headers['x-forwarded-for']).toMatch(/127\.0\.0\.1|::1/);
      expect(fixture.origin.count(media.name)).toBe(1);
    });

    it('has its range and its condition answered also with the first request', async () => {
      const media = await fixture.cachedMedia();
      fixture.origin.answer(leaseOf(media), GRANTED);
      const whole = await fixture.ask(media);
      const headers = { 'If-None-Match': whole.headers.get('etag') ?? '' };
      expect((await fixture.ask(media, { grant: stream(), headers })).status).toBe(304);
      const part = await fixture.ask(media, { grant: stream(), headers: { Range: 'bytes=4-8' } });
      expect([part.status, part.body.toString()]).toEqual([206, 'bytes']);
    });

    it('is refused when the origin says so, for each of its requests, and no other stream is', async () => {
      const [media, other] = [await fixture.cachedMedia(), await fixture.cachedMedia()];
      fixture.origin.answer(leaseOf(media), REFUSED);
      fixture.origin.answer(leaseOf(other), GRANTED);
      const grant = stream();
      for (let i = 0; i < 2; i++) {
        const answer = await fixture.ask(media, { grant });
        expect([answer.status, codeOf(answer)]).toEqual([403, 'too_many_streams']);
      }
      // A refusal is not cached, so that it may have a place as soon as there is one.
      expect(fixture.origin.count(leaseOf(media))).toBe(2);
      fixture.origin.answer(leaseOf(media), GRANTED);
      expect((await fixture.ask(media, { grant })).status).toBe(200);
      expect((await fixture.ask(other, { grant: stream() })).status).toBe(200);
      expect((await fixture.ask(media, { grant: { v: 'ann' } })).status).toBe(200);
    });

    it('is out as soon as its lease is over', async () => {
      const media = await fixture.cachedMedia();
      fixture.origin.answer(leaseOf(media), grantedFor(2));
      const [grant, startedAt] = [stream(), Date.now()];
      expect((await fixture.ask(media, { grant })).status).toBe(200);
      fixture.origin.answer(leaseOf(media), REFUSED);
      await eventually(async () => (await fixture.ask(media, { grant })).status === 403);
      expect(Date.now() - startedAt).toBeGreaterThan(900);
      expect((await fixture.ask(media, { grant: stream({ s: 'f'.repeat(16) }) })).status).toBe(403);
    });

    it.each([
      ['fails', { status: 500, headers: NOT_CACHED }],
      ['refuses it for another reason', { status: 403, headers: NOT_CACHED }],
      ['knows of no leases', { status: 404, headers: NOT_CACHED }],
    ])('goes on when the origin %s', async (_case, answer) => {
      const media = await fixture.cachedMedia();
      fixture.origin.answer(leaseOf(media), answer);
      expect((await fixture.ask(media, { grant: stream() })).status).toBe(200);
    });

    it('goes on when the origin does not answer', async () => {
      const media = await fixture.cachedMedia();
      const answered = Promise.withResolvers<void>();
      fixture.origin.answer(leaseOf(media), { ...REFUSED, after: answered.promise });
      expect((await fixture.ask(media, { grant: stream() })).status).toBe(200);
      answered.resolve();
    });

    it('gets media that the edge has no copy of', async () => {
      const media = freshMedia();
      fixture.origin.answer(leaseOf(media), GRANTED);
      const grant = stream();
      for (const file of ['media.m3u8', 'init.mp4', '0.m4s', '1.m4s'])
        expect((await fixture.ask(another(media, file), { grant })).status).toBe(200);
      expect(fixture.origin.count(leaseOf(media))).toBe(1);
      expect(await fixture.isCached(another(media, '1.m4s'))).toBe(true);
    });

    it('does not count for images', async () => {
      const media = freshMedia('0.jpg', 'i320-jpg');
      expect((await fixture.ask(media, { grant: stream() })).status).toBe(200);
      expect(fixture.origin.count(leaseOf(media))).toBe(0);
    });

    it('is revoked as any other', async () => {
      const media = await fixture.cachedMedia();
      fixture.origin.answer(leaseOf(media), GRANTED);
      const t = `revoked-${randomBytes(4).toString('hex')}`;
      const fingerprint = createHash('sha256').update(`token\n${t}`).digest('hex').slice(0, 32);
      const until = Math.floor(Date.now() / 1000) + 3600;
      await fixture.control('revocations', { 'Onplay-Revoked': `${fingerprint}=${until}` });
      expect(codeOf(await fixture.ask(media, { grant: stream({ t }) }))).toBe('grant_revoked');
    });

    it.each([{ m: 2 }, { s: '0123456789abcdef' }, { m: 2, s: '0123456789ABCDEF' }, { m: 20_000, s: '0' }])(
      'has a grant with both or neither of its members, in their form, not %j',
      async (grant) => {
        expect(codeOf(await fixture.ask(await fixture.cachedMedia(), { grant }))).toBe('grant_malformed');
      },
    );

    it('has no lease that clients could ask for', async () => {
      const media = freshMedia();
      for (const path of [`/-/${fixture.grant(media, stream())}/${media.asset}/lease`, '/-/edge/lease'])
        expect(codeOf(await fixture.fetch(path))).toBe('route_unknown');
    });
  });
}
