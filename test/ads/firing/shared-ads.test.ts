import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KeptAd } from '../../../src/ads/firing/kept-ads.js';
import { SharedAds } from '../../../src/ads/firing/shared-ads.js';
import type { RedisLink } from '../../../src/redis/index.js';
import { createSeal } from '../../../src/redis/seal.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { FLEET_KEY, openLink } from '../../redis/support/links.js';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';

const ad: KeptAd = {
  asset: toAssetId('films/one'),
  events: [
    { event: 'start', url: 'https://t.example/start' },
    { event: 'progress', url: 'https://t.example/progress', offset: 1.5 },
  ],
  expiresAtSeconds: Math.floor(Date.now() / 1000) + 600,
};
const seal = createSeal(FLEET_KEY, 'ads');

describe.skipIf(redisMissing)(`the ads of a fleet${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let redis: TestRedis;
  let link: RedisLink;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());
  beforeEach(async () => {
    link = await openLink(redis.url);
  });

  const keyOf = (id: string) => link.key(`ad:${id}`);
  const server = () => new SharedAds(link, seal);

  it('are known to all its servers, until their session has expired', async () => {
    server().store('known', ad);
    await vi.waitFor(async () => expect(await server().find('known')).toEqual(ad));
    const seconds = await link.run((commands) => commands.ttl(keyOf('known')));
    expect(seconds).toBeGreaterThan(500);
    expect(seconds).toBeLessThan(700);
    expect(await server().find('unknown')).toBeUndefined();
  });

  it('are forgotten by all when the server that stored them has no room left', async () => {
    server().store('full', ad);
    server().remove('full');
    await vi.waitFor(async () => expect(await server().find('full')).toBeUndefined());
  });

  it('have each event requested by one of them', async () => {
    const { expiresAtSeconds } = ad;
    const taken = await Promise.all(
      Array.from({ length: 5 }, () => server().take('taken', [0, 3], expiresAtSeconds)),
    );
    expect(taken.flat().sort()).toEqual([0, 3]);
    expect(await server().take('taken', [3, 4], expiresAtSeconds)).toEqual([4]);
  });

  it.each([
    ['that is not signed', 'x'.repeat(44) + JSON.stringify({ id: 'hostile', ...ad })],
    [
      'that is signed for something else',
      createSeal(FLEET_KEY, 'other').close(JSON.stringify({ id: 'hostile', ...ad })),
    ],
    ['of another ad', seal.close(JSON.stringify({ id: 'other', ...ad }))],
    ['without events', seal.close(JSON.stringify({ id: 'hostile', ...ad, events: undefined }))],
    [
      'with an event without a moment',
      seal.close(JSON.stringify({ id: 'hostile', ...ad, events: [{ event: 'pause', url: 'x' }] })),
    ],
    ['that is too long', seal.close(JSON.stringify({ id: 'hostile', ...ad, more: 'x'.repeat(100_000) }))],
  ])('are not what stands there %s', async (_what, text) => {
    await link.run((commands) => commands.set(keyOf('hostile'), text));
    expect(await server().find('hostile')).toBeUndefined();
  });

  it('are all requested where Redis is gone', async () => {
    const gone = new SharedAds({ key: (name) => name, attempt: async () => undefined }, seal);
    gone.store('gone', ad);
    expect([await gone.find('gone'), await gone.take('gone', [0, 1], ad.expiresAtSeconds)]).toEqual([
      undefined,
      [0, 1],
    ]);
  });
});
