/** What origins of a fleet learn of segments and masters, with a real Redis. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { toAssetId } from '../../src/shared/asset-id.js';
import { OnplayError } from '../../src/shared/errors.js';
import { codeOf, DAMAGED, type TestOrigin } from '../origin/media/support/test-origin.js';
import { redisMissing, startRedis, type TestRedis } from '../support/redis.js';
import { completed, invalidate, player, testFleet } from './support/fleet.js';

const damaged = () => new OnplayError('segment_unplayable', { publicDetail: 'It cannot be decoded.' });

/** The sizes that an origin knows of the rendition that `player` plays. */
async function sizesAt({ services }: TestOrigin) {
  const asset = await services.library.get(toAssetId('film'), new AbortController().signal);
  const rendition = asset.ladder.video.find(({ id }) => id.startsWith('v240'))!;
  const key = asset.keyOf(rendition);
  return { key, sizes: () => services.segmentSizes.sizesOf(key) };
}

/** The key of the failure that an origin has told the others of. */
function toldKey({ services }: TestOrigin, topic: string): Promise<string> {
  return vi.waitFor(async () => {
    const told = await services.shared!.facts.newest(topic, z.looseObject({ key: z.string() }), 20);
    expect(told.length).toBeGreaterThan(0);
    return told.at(-1)!.value.key;
  });
}

describe.skipIf(redisMissing)(`in a fleet${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  it('a segment that cannot be produced at one origin is not tried by another, until it is purged', async () => {
    const [one, two] = await testFleet(redis.url).startTwo();
    const [atOne, atTwo] = [await player(one), await player(two)];
    one.encoder.failure = damaged();
    expect((await atOne()).status).toBe(422);
    const key = await toldKey(one, 'segment-failed');
    await vi.waitFor(() => expect(two.services.failures.recall(key)).toBeDefined());
    const before = two.encoder.names.length;
    expect(await codeOf(await atTwo())).toBe('segment_unplayable');
    expect(two.encoder.names.length).toBe(before);
    one.encoder.failure = undefined;
    await completed(one, (await invalidate(one, { asset: 'film' })).id);
    expect((await atTwo()).status).toBe(200);
  });

  it('a segment that passes at one origin is tried again by the others', async () => {
    const [one, two] = await testFleet(redis.url).startTwo();
    const fails = () => new OnplayError('segment_invalid', { publicDetail: 'Wrong.', retryable: true });
    const key = 'film\0version\0v240-77ab/0';
    const failuresOf = ({ services }: TestOrigin) => services.failures;
    for (let n = 0; n < 3; n++) failuresOf(one).remember(key, fails());
    await vi.waitFor(() => expect(failuresOf(two).recall(key)).toMatchObject({ code: 'segment_invalid' }));
    failuresOf(two).forget(key);
    await vi.waitFor(() => expect(failuresOf(one).recall(key)).toBeUndefined());
  });

  it('a master that one origin refuses is refused by the others without another look at it', async () => {
    const [one, two] = await testFleet(redis.url).startTwo();
    await one.put('bad.mp4', DAMAGED);
    const refusalAt = async (origin: TestOrigin) =>
      codeOf(await origin.get(`/bad.m3u8?token=${origin.token('bad')}`));
    const code = await refusalAt(one);
    const key = await toldKey(one, 'master-failed');
    await vi.waitFor(() => expect(two.services.refusals.recall(key)).toMatchObject({ code }));
    expect(await refusalAt(two)).toBe(code);
    expect(two.logged().filter(({ msg }) => msg === 'master refused')).toStrictEqual([]);
  });

  it('sizes that one origin measured are known to the others, also to one that comes later', async () => {
    const fleet = testFleet(redis.url);
    const [one, two] = await fleet.startTwo();
    await (await player(one))();
    const [ofOne, ofTwo] = [await sizesAt(one), await sizesAt(two)];
    expect(ofTwo.key).toBe(ofOne.key);
    await vi.waitFor(() => expect(ofTwo.sizes()?.[0]).toBe(ofOne.sizes()?.[0]));
    expect(ofOne.sizes()?.[0]).toBeGreaterThan(0);
    const { link } = one.services.shared!;
    const stored = () => link.run((commands) => commands.exists(link.key(`sizes:${ofOne.key}`)));
    await vi.waitFor(async () => expect(await stored()).toBe(1));
    const later = await fleet.start();
    const ofLater = await sizesAt(later);
    await vi.waitFor(() => expect(ofLater.sizes()).toStrictEqual(ofOne.sizes()));
  });

  it('forged sizes and failures change nothing', async () => {
    const [one, two] = await testFleet(redis.url).startTwo();
    const { key, sizes } = await sizesAt(two);
    const { link, facts } = one.services.shared!;
    await link.run((commands) => commands.set(link.key(`sizes:${key}`), `x.{"key":"${key}"}`));
    const topic = fc.constantFrom('sizes', 'segment-failed', 'segment-passed', 'master-failed', 'other');
    await fc.assert(
      fc.asyncProperty(topic, fc.jsonValue({ maxDepth: 3 }), (name, value) => facts.send(name, value)),
      { numRuns: 100, seed: 3 },
    );
    const tooMuch = [{ key, count: 2 ** 31, sizes: [[0, 1]] }];
    await facts.send('sizes', tooMuch);
    await facts.send('sizes', [{ key, count: 3, sizes: [[7, 1]] }]);
    await facts.send('sizes', [{ key, count: 3, sizes: [[1, 5]] }]);
    await vi.waitFor(() => expect(sizes()).toStrictEqual(Uint32Array.of(0, 5, 0)));
    expect((await (await player(two))()).status).toBe(200);
  });
});
