import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { isLocked, tryLock } from '../../src/redis/lock.js';
import { Roster } from '../../src/redis/roster.js';
import { redisMissing, startRedis, type TestRedis } from '../support/redis.js';
import { openLink, silent } from './support/links.js';

describe.skipIf(redisMissing)(`processes that share Redis${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  it('take a lock one at a time', async () => {
    const [one, two] = [await openLink(redis.url), await openLink(redis.url)];
    const release = await tryLock(one, 'work');
    expect(await tryLock(two, 'work')).toBeUndefined();
    expect(await isLocked(two, 'work')).toBe(true);
    await release?.();
    expect(await isLocked(two, 'work')).toBe(false);
    expect(await tryLock(two, 'work')).toBeDefined();
  });

  it('release no lock that another one holds by now', async () => {
    const [one, two] = [await openLink(redis.url), await openLink(redis.url)];
    const release = await tryLock(one, 'lost');
    await one.run((commands) => commands.del(one.key('lost')));
    await tryLock(two, 'lost');
    await release?.();
    expect(await isLocked(one, 'lost')).toBe(true);
  });

  it('hold a lock that expires', async () => {
    const link = await openLink(redis.url);
    const release = await tryLock(link, 'brief');
    const ttl = await link.run((commands) => commands.pttl(link.key('brief')));
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(10_000);
    await release?.();
  });

  it('know each other, and who is gone', async () => {
    const rosterOf = async () => {
      const link = await openLink(redis.url, { prefix: 'roster' });
      const roster = new Roster(link, silent);
      onTestFinished(() => roster.close());
      await roster.begin();
      return { link, roster };
    };
    const one = await rosterOf();
    const two = await rosterOf();
    await one.roster.beat();
    expect(one.roster.others).toStrictEqual([two.link.node]);
    expect(two.roster.others).toStrictEqual([one.link.node]);
    await two.roster.close();
    await one.roster.beat();
    expect(one.roster.others).toStrictEqual([]);
  });

  it('know each other at once after a restart of Redis', async () => {
    const other = 'a'.repeat(16);
    const link = await openLink(redis.url, { prefix: 'restarted' });
    const roster = new Roster(link, silent);
    onTestFinished(() => roster.close());
    await link.run((commands) => commands.zadd(link.key('nodes'), Date.now() + 60_000, other));
    await roster.begin();
    expect(roster.others).toStrictEqual([other]);
    await redis.stop();
    await redis.restart();
    await vi.waitFor(() => expect(link.isUp).toBe(true));
    await roster.beat();
    expect(roster.others).toStrictEqual([other]);
  });

  it('do not know what others wrote there', async () => {
    const link = await openLink(redis.url, { prefix: 'forged' });
    const roster = new Roster(link, silent);
    onTestFinished(() => roster.close());
    await link.run((commands) => commands.zadd(link.key('nodes'), Date.now() + 1e6, 'a node\nthat is none'));
    await roster.begin();
    expect(roster.others).toStrictEqual([]);
    await link.run((commands) => commands.set(link.key('nodes'), 'no set'));
    await roster.beat();
    await vi.waitFor(() => expect(roster.others).toStrictEqual([]));
  });
});
