/** Which jobs origins wait for, and how many of each tenant, over a real Redis. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Interest, wantedJobs } from '../../../src/fleet/coordination/interest.js';
import type { RedisLink } from '../../../src/redis/redis-link.js';
import { openLink } from '../../redis/support/links.js';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';

const jobOf = (id: string) => ({ id, lane: 'heavy', turn: 1, tenant: 'acme' }) as const;
const ACME = ['acme'];
const [FIRST, SECOND, THIRD] = [jobOf('s1'), jobOf('s2'), jobOf('s3')];

describe.skipIf(redisMissing)('the jobs of a tenant that are outstanding', () => {
  let redis: TestRedis;
  let link: RedisLink;
  let one: Interest;
  let other: Interest;

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());
  beforeEach(async () => {
    link = await openLink(redis.url);
    await link.run((commands) => commands.flushall());
    [one, other] = [new Interest(link, 'one'), new Interest(link, 'other')];
    await Promise.all([one.beat(), other.beat()]);
  });

  test('are counted by themselves for what viewers wait for and for what is prefetched', async () => {
    await one.enter(FIRST, 'prefetch');
    await one.enter(SECOND, 'prefetch');
    expect(await one.enter(THIRD, 'now')).toEqual({ now: 1, later: 0, prefetch: 2 });
  });

  test('count as demand when a viewer comes to need what was prefetched', async () => {
    await one.enter(FIRST, 'prefetch');
    expect(await one.enter(FIRST, 'later')).toEqual({ now: 0, later: 1, prefetch: 0 });
    expect(await one.enter(FIRST, 'now')).toEqual({ now: 1, later: 0, prefetch: 0 });
  });

  test('stay demand where another origin prefetches them', async () => {
    await one.enter(FIRST, 'now');
    expect(await other.enter(FIRST, 'prefetch')).toEqual({ now: 1, later: 0, prefetch: 0 });
  });

  test('are counted once, however many origins wait, until the last of them has left', async () => {
    await one.enter(FIRST, 'now');
    expect(await other.enter(FIRST, 'now')).toEqual({ now: 1, later: 0, prefetch: 0 });
    expect(await one.leave(FIRST, ACME)).toBe(true);
    expect(await other.enter(SECOND, 'later')).toEqual({ now: 1, later: 1, prefetch: 0 });
    expect(await other.leave(FIRST, ACME)).toBe(false);
    expect(await other.enter(THIRD, 'later')).toEqual({ now: 0, later: 2, prefetch: 0 });
  });

  test('are none of another tenant, and none of another queue', async () => {
    await one.enter(FIRST, 'now');
    expect(await one.enter({ ...SECOND, tenant: 'globex' }, 'now')).toMatchObject({ now: 1 });
    expect(await one.enter({ ...THIRD, lane: 'light' }, 'now')).toMatchObject({ now: 1 });
  });

  test('are those of each tenant that waits, until its last viewer has left', async () => {
    const forGlobex = { ...FIRST, tenant: 'globex' };
    await one.enter(FIRST, 'now');
    expect(await one.enter(forGlobex, 'now')).toMatchObject({ now: 1 });
    await other.enter(forGlobex, 'now');
    expect(await one.leave(FIRST, ['acme', 'globex'])).toBe(true);
    expect(await one.enter(SECOND, 'now')).toMatchObject({ now: 1 });
    expect(await one.enter({ ...SECOND, tenant: 'globex' }, 'now')).toMatchObject({ now: 2 });
    expect(await wantedJobs(link, ['s1', 's2', 's3'])).toEqual(new Set(['s1', 's2']));
  });

  test('are waited for as long as one of the turns that an origin took of them', async () => {
    await one.enter(FIRST, 'now');
    await one.enter({ ...FIRST, turn: 2 }, 'now');
    expect(await one.leave(FIRST, ACME)).toBe(true);
    expect(await wantedJobs(link, ['s1'])).toEqual(new Set(['s1']));
    expect(await one.enter(SECOND, 'now')).toMatchObject({ now: 2 });
    expect(await one.leave({ ...FIRST, turn: 2 }, ACME)).toBe(false);
    expect(await wantedJobs(link, ['s1'])).toEqual(new Set());
  });

  test('do not include what an origin left behind, once it is too long ago to be waited for', async () => {
    await one.enter(FIRST, 'now');
    const [key] = await link.run((commands) => commands.keys('test:fleet:outstanding:heavy:now:*'));
    await link.run((commands) => commands.zadd(key!, 0, FIRST.id));
    expect(await one.enter(SECOND, 'now')).toMatchObject({ now: 1 });
  });

  test('have keys of a bounded length that say nothing of the tenant', async () => {
    const tenant = `${'x'.repeat(5000)} *?:😀`;
    await one.enter({ ...FIRST, tenant }, 'now');
    const keys = await link.run((commands) => commands.keys('test:fleet:outstanding:*'));
    expect(keys).toEqual([expect.stringMatching(/^test:fleet:outstanding:heavy:now:[0-9a-f]{32}$/)]);
  });

  test('do not include a job in quarantine, for which no origin can wait', async () => {
    await link.run((commands) => commands.set('test:fleet:quarantine:s1', '1'));
    expect(await one.enter(FIRST, 'now')).toBeUndefined();
    expect(await wantedJobs(link, ['s1'])).toEqual(new Set());
    expect(await one.enter(SECOND, 'now')).toMatchObject({ now: 1 });
  });
});
