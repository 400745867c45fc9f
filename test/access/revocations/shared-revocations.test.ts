import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { viewerFingerprint } from '../../../src/access/revocations/fingerprint.js';
import { Revocations } from '../../../src/access/revocations/revocations.js';
import { SharedRevocations } from '../../../src/access/revocations/shared-revocations.js';
import { createSeal } from '../../../src/redis/seal.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { FLEET_KEY, newChannel, openLink, silent } from '../../redis/support/links.js';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';

const SKEW_SECONDS = 60;
const scopeOf = (viewer: string) => ({ asset: toAssetId('film'), expiresAtSeconds: 4e9, viewer });

describe.skipIf(redisMissing)(`revocations of a fleet${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let redis: TestRedis;
  let folder: string;
  let files = 0;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-shared-'));
    await (await openLink(redis.url)).run((commands) => commands.flushall());
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** The revocations of a process whose clock is wrong by so many seconds. @param others how many it finds there. */
  async function process(skewSeconds = 0, others = 0) {
    const link = await openLink(redis.url);
    const channel = await newChannel(redis.url, { link });
    const revocations = new Revocations({
      ...{ file: join(folder, `${files++}.json`), log: silent },
      now: () => Date.now() / 1000 + skewSeconds,
    });
    const seal = createSeal(FLEET_KEY, 'revocations');
    const roster = { others: Array.from({ length: others }, (_, n) => String(n)) };
    const shared = new SharedRevocations({ revocations, link, channel, roster, seal, log: silent });
    await channel.begin();
    await shared.begin();
    const revoke = async (viewer: string, seconds: number, told = 0) => {
      const fingerprint = viewerFingerprint(viewer);
      await revocations.add({ fingerprint, untilSeconds: revocations.endIn(seconds) });
      return shared.announce(fingerprint, told, 1500);
    };
    return { link, revocations, shared, revoke };
  }

  it.each([
    [-SKEW_SECONDS, 0],
    [0, -SKEW_SECONDS],
    [SKEW_SECONDS, 0],
    [0, SKEW_SECONDS],
  ])('last as long everywhere, though clocks are wrong by %i and %i seconds', async (ofOne, ofTwo) => {
    const [one, two] = [await process(ofOne), await process(ofTwo)];
    await one.revoke('ann', 30);
    await vi.waitFor(() => expect(two.revocations.covers(scopeOf('ann'))).toBe(true));
    const later = await process(ofTwo);
    for (const { revocations } of [two, later]) {
      const left = revocations.secondsLeft(viewerFingerprint('ann'));
      expect(left).toBeGreaterThan(10);
      expect(left).toBeLessThanOrEqual(31);
    }
  });

  it('are put back where Redis has lost them', async () => {
    const one = await process();
    await one.revoke('ann', 1000);
    await redis.stop();
    await redis.restart();
    await vi.waitFor(async () =>
      expect(await one.link.attempt((commands) => commands.hlen(one.link.key('revocations')))).toBe(1),
    );
    const later = await process();
    expect(later.revocations.covers(scopeOf('ann'))).toBe(true);
  });

  it('reach a process that starts after Redis has lost them, though no process has noticed', async () => {
    const one = await process();
    await one.revoke('ann', 1000);
    await one.link.run((commands) => commands.unlink(one.link.key('revocations')));
    const later = await process(0, 1);
    expect(later.revocations.covers(scopeOf('ann'))).toBe(true);
  });

  it('reach the others, and those that start, where Redis does not store them', async () => {
    const [one, two] = [await process(), await process()];
    await one.link.run((commands) => commands.set(one.link.key('revocations'), 'of another kind'));
    expect(await one.revoke('ann', 1000, 1)).toBe(1);
    expect(two.revocations.covers(scopeOf('ann'))).toBe(true);
    const later = await process(0, 2);
    expect(later.revocations.covers(scopeOf('ann'))).toBe(true);
  });

  it('go from Redis when they are over', async () => {
    const one = await process();
    await one.revoke('ann', 1000);
    const text = createSeal(FLEET_KEY, 'revocations').close(
      JSON.stringify({ fingerprint: viewerFingerprint('ben'), until: Date.now() / 1000 - 10 }),
    );
    const key = one.link.key('revocations');
    await one.link.run((commands) => commands.hset(key, viewerFingerprint('ben'), text));
    await one.shared.merge();
    expect(await one.link.run((commands) => commands.hkeys(key))).toStrictEqual([viewerFingerprint('ann')]);
  });

  it('are not believed under another name, nor in thousands', async () => {
    const one = await process();
    await one.revoke('ann', 1000);
    const key = one.link.key('revocations');
    const [text = ''] = await one.link.run((commands) => commands.hvals(key));
    await one.link.run((commands) => commands.hset(key, viewerFingerprint('ben'), text));
    await one.shared.merge();
    expect(one.revocations.covers(scopeOf('ben'))).toBe(false);
    const many = Object.fromEntries(Array.from({ length: 20_001 }, (_, n) => [`field ${n}`, text]));
    await one.link.run((commands) => commands.hset(key, many));
    await one.shared.merge();
    expect(await one.link.run((commands) => commands.hkeys(key))).toStrictEqual([viewerFingerprint('ann')]);
  });
});
