import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { shareStreams } from '../../../src/sessions/streams/shared-streams.js';
import { Streams } from '../../../src/sessions/streams/streams.js';
import type { GivesWay } from '../../../src/sessions/streams/viewer-streams.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { newChannel, openLink } from '../../redis/support/links.js';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';

describe.skipIf(redisMissing)(`streams of a fleet${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());
  beforeEach(async () => {
    await (await openLink(redis.url)).run((commands) => commands.flushall());
  });

  /** The streams of a process whose monotonic clock and whose wall clock are its own. */
  async function process(givesWay: GivesWay, skewMs = 0) {
    const link = await openLink(redis.url);
    const channel = await newChannel(redis.url, { link });
    const now = () => ({ elapsedMs: performance.now() + skewMs * 7, wallMs: Date.now() + skewMs });
    const streams = new Streams({ givesWay, idleMs: 600_000, onRefused: () => undefined, now });
    const end = shareStreams(channel, link, streams);
    await channel.begin();
    const isLet = (scope: ReturnType<typeof player>) => {
      try {
        streams.assertPlace(scope);
        return true;
      } catch {
        return false;
      }
    };
    const player = () => streams.withSession({ asset: toAssetId('film'), viewer: 'ann', maxStreams: 2 });
    return { streams, player, isLet, end };
  }

  it('are those of the same tenant at another process', async () => {
    const [one, two] = [await process('newest'), await process('newest')];
    const scope = { asset: toAssetId('film'), viewer: 'ann', tenant: 'acme', maxStreams: 1 };
    one.streams.assertPlace(one.streams.withSession(scope));
    await vi.waitFor(() => expect(two.streams.list()).toMatchObject([{ viewer: 'ann', tenant: 'acme' }]), {
      timeout: 5000,
    });
    expect(two.isLet({ ...two.streams.withSession({ ...scope, tenant: 'globex' }), maxStreams: 1 })).toBe(
      true,
    );
    expect(two.isLet(two.streams.withSession(scope))).toBe(false);
    for (const { end } of [one, two]) end();
  });

  it.each([
    ['newest', [true, true, false]],
    ['oldest', [false, true, true]],
  ] as const)('are the same at all of its processes, where the %s gives way', async (givesWay, kept) => {
    const [one, two] = [await process(givesWay), await process(givesWay, 60_000)];
    const first = one.player();
    expect(one.isLet(first)).toBe(true);
    await vi.waitFor(() => expect(two.streams.list()).toHaveLength(1), { timeout: 5000 });
    const others = [two.player(), two.player()];
    for (const player of others) two.isLet(player);
    const players = [first, ...others];
    await vi.waitFor(() => expect(players.map(one.isLet)).toEqual(kept), { timeout: 5000 });
    expect(players.map(two.isLet)).toEqual(kept);
    for (const { end } of [one, two]) end();
  });
});
