/** Purges and revocations in a fleet of composed origins, with a real Redis. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { redisMissing, startRedis, type TestRedis } from '../support/redis.js';
import { completed, invalidate, noticesOfRedis, player, testFleet } from './support/fleet.js';

describe.skipIf(redisMissing)(`in a fleet${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  it('a purge that one origin accepted purges the others before it is answered, and each shows the receipt', async () => {
    const [one, two] = await testFleet(redis.url).startTwo({ masters: ['film.mp4', 'other.mp4'] });
    const [film, other] = [await player(two), await player(two, 'other')];
    await Promise.all([film(), other()]);
    const receipt = await invalidate(one, { asset: 'film' });
    expect(receipt.edges).toMatchObject([
      { name: 'other processes', state: 'done', detail: '1 of 1 have confirmed', verified: true },
    ]);
    expect((await film()).headers.get('cache-status')).toContain('fwd=miss');
    expect((await other()).headers.get('cache-status')).toContain('hit');
    expect(await completed(two, receipt.id)).toStrictEqual(receipt);
    expect(await (await two.manage('/invalidations')).json()).toStrictEqual({ invalidations: [receipt] });
  });

  it.each([
    [{ everything: true }, true],
    [{ asset: 'film', rendition: 'v240' }, true],
    [{ asset: 'film', rendition: 'v720' }, false],
    [{ asset: 'film', version: '1-1' }, false],
    [{ everything: true, mode: 'soft' }, false],
  ])('%j purges there what it purges here', async (body, isPurged) => {
    const [one, two] = await testFleet(redis.url).startTwo();
    const play = await player(two);
    await play();
    await completed(one, (await invalidate(one, body)).id);
    expect((await play()).headers.get('cache-status')).toContain(isPurged ? 'fwd=miss' : 'hit');
  });

  it('a viewer who was revoked at one origin is refused by all, also by one that comes later', async () => {
    const fleet = testFleet(redis.url);
    const [one, two] = await fleet.startTwo();
    const play = await player(two, 'film', { viewer: 'ann' });
    expect((await play()).status).toBe(200);
    const { edges } = await completed(one, (await invalidate(one, { viewer: 'ann' })).id);
    expect(edges).toMatchObject([{ detail: '1 of 1 have confirmed', verified: true }]);
    expect((await play()).status).toBe(403);
    expect((await (await player(two, 'film', { viewer: 'ben' }))()).status).toBe(200);
    const later = await fleet.start();
    expect((await (await player(later, 'film', { viewer: 'ann' }))()).status).toBe(403);
  });

  it('what happens while Redis is gone holds here, is said on /readyz, and reaches the others when Redis is back', async () => {
    const fleet = testFleet(redis.url);
    const [one, two] = await fleet.startTwo();
    const [played, seen] = [await player(two), await player(two, 'film', { viewer: 'ann' })];
    await Promise.all([played(), seen()]);
    expect(await noticesOfRedis(one)).toStrictEqual([]);
    await redis.stop();
    await vi.waitFor(async () =>
      expect(await noticesOfRedis(one)).toStrictEqual([expect.stringContaining('Redis')]),
    );
    const purge = await invalidate(one, { asset: 'film' });
    const revocation = await invalidate(one, { viewer: 'ann' });
    expect([purge.state, revocation.state]).toStrictEqual(['under way', 'under way']);
    expect((await (await player(one, 'film', { viewer: 'ann' }))()).status).toBe(403);
    expect((await played()).headers.get('cache-status')).toContain('hit');
    await redis.restart();
    await completed(one, purge.id);
    await completed(one, revocation.id);
    await vi.waitFor(async () => expect((await seen()).status).toBe(403));
    await vi.waitFor(async () => expect((await played()).headers.get('cache-status')).toContain('fwd=miss'));
    await vi.waitFor(async () => expect(await noticesOfRedis(two)).toStrictEqual([]));
  });

  it('a restart of Redis costs no origin its cache', async () => {
    const [one, two] = await testFleet(redis.url).startTwo();
    const play = await player(two);
    await play();
    await completed(one, (await invalidate(one, { asset: 'other' })).id);
    await redis.stop();
    await redis.restart();
    await vi.waitFor(() => expect(two.services.shared?.link.isUp).toBe(true));
    await completed(one, (await invalidate(one, { asset: 'other' })).id);
    expect((await play()).headers.get('cache-status')).toContain('hit');
  });

  it('the origins serve while Redis stands still', async () => {
    const [one, two] = await testFleet(redis.url).startTwo();
    const play = await player(two);
    redis.pause();
    try {
      expect((await play()).status).toBe(200);
      await invalidate(one, { asset: 'film' });
      expect((await play()).headers.get('cache-status')).toContain('hit');
    } finally {
      redis.resume();
    }
    await vi.waitFor(async () => expect((await play()).headers.get('cache-status')).toContain('fwd=miss'));
  });

  it('what was not written by the fleet neither purges nor revokes', async () => {
    const fleet = testFleet(redis.url);
    const [one, two] = await fleet.startTwo();
    const play = await player(two, 'film', { viewer: 'ann' });
    await play();
    const { link } = one.services.shared!;
    const value = fc.oneof(
      fc.constant('{"everything":true}'),
      fc.constant('{"topic":"purge","value":{"everything":true}}'),
      fc.json({ maxDepth: 2 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 60 }), value, async (signature, json) => {
        await link.run((commands) =>
          commands
            .pipeline()
            .xadd(link.key('control'), '*', 'm', `${signature}.${json}`)
            .hset(link.key('revocations'), '3f'.repeat(16), `${signature}.${json}`)
            .exec(),
        );
      }),
      { numRuns: 50, seed: 5 },
    );
    await invalidate(one, { asset: 'other' });
    expect((await play()).headers.get('cache-status')).toContain('hit');
    const later = await fleet.start();
    expect(later.services.revocations.list()).toStrictEqual([]);
    expect(await link.run((commands) => commands.hlen(link.key('revocations')))).toBe(0);
  });
});
