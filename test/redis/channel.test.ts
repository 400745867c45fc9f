import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Channel } from '../../src/redis/channel/channel.js';
import { PlaceFile } from '../../src/redis/channel/place-file.js';
import { createSeal } from '../../src/redis/seal.js';
import { redisMissing, startRedis, type TestRedis } from '../support/redis.js';
import { newChannel, openLink } from './support/links.js';

const NUMBER = z.strictObject({ number: z.int() });

/** The numbers that a channel gets from now on, and how often it was told of a gap. */
function heard(channel: Channel) {
  const numbers: number[] = [];
  const found = { numbers, gaps: 0 };
  channel.on('numbers', NUMBER, ({ number }) => numbers.push(number));
  channel.onGap(() => {
    found.gaps += 1;
  });
  return found;
}

const send = (channel: Channel, number: number) => channel.send('numbers', { number });

describe.skipIf(redisMissing)(`a channel${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let redis: TestRedis;
  let folder: string;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-channel-'));
    const link = await openLink(redis.url);
    await link.run((commands) => commands.flushall());
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('tells all others, in order, and not the sender', async () => {
    const [one, two, three] = await Promise.all([1, 2, 3].map(() => newChannel(redis.url)));
    const [ofOne, ofTwo, ofThree] = [one!, two!, three!].map(heard);
    await Promise.all([one!, two!, three!].map((channel) => channel.begin()));
    for (let number = 0; number < 250; number++) await send(one!, number);
    const all = Array.from({ length: 250 }, (_, number) => number);
    await vi.waitFor(() => expect(ofTwo!.numbers).toStrictEqual(all));
    await vi.waitFor(() => expect(ofThree!.numbers).toStrictEqual(all));
    expect(ofOne!.numbers).toStrictEqual([]);
  });

  it('knows how many others have handled a message', async () => {
    const [one, two] = [await newChannel(redis.url), await newChannel(redis.url)];
    const ofTwo = heard(two);
    await Promise.all([one.begin(), two.begin()]);
    expect(await one.sendConfirmed('numbers', { number: 1 }, 1, 60_000)).toBe(1);
    expect(ofTwo.numbers).toStrictEqual([1]);
    expect(await one.sendConfirmed('numbers', { number: 2 }, 2, 300)).toBe(1);
  });

  it('says how old a message is by the clock of Redis', async () => {
    const [one, two] = [await newChannel(redis.url), await newChannel(redis.url)];
    const ages: number[] = [];
    two.on('numbers', NUMBER, (_value, { ageMs }) => ages.push(ageMs));
    await Promise.all([one.begin(), two.begin()]);
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 60_000);
    await send(one, 1);
    await vi.waitFor(() => expect(ages).toHaveLength(1));
    expect(ages[0]).toBeLessThan(60_000);
  });

  it('catches up with what was sent while a process was down', async () => {
    const places = new PlaceFile(join(folder, 'place.json'));
    const one = await newChannel(redis.url);
    await one.begin();
    await send(one, 1);
    const before = await newChannel(redis.url, { places });
    await before.begin();
    await before.close();
    await send(one, 2);
    await send(one, 3);
    const after = await newChannel(redis.url, { places });
    const found = heard(after);
    await after.begin();
    expect(found).toStrictEqual({ numbers: [2, 3], gaps: 0 });
  });

  it('reports a gap where the stream no longer holds what was missed', async () => {
    const places = new PlaceFile(join(folder, 'place.json'));
    const one = await newChannel(redis.url, { maxLength: 5 });
    await one.begin();
    for (const number of [1, 2, 3]) await send(one, number);
    const before = await newChannel(redis.url, { maxLength: 5, places });
    await before.begin();
    await before.close();
    for (const number of [4, 5, 6, 7, 8, 9]) await send(one, number);
    const after = await newChannel(redis.url, { maxLength: 5, places });
    const found = heard(after);
    await after.begin();
    expect(found).toStrictEqual({ numbers: [5, 6, 7, 8, 9], gaps: 1 });
  });

  it('reports a gap where Redis lost the stream while the process was down', async () => {
    const places = new PlaceFile(join(folder, 'place.json'));
    const before = await newChannel(redis.url, { places });
    await before.begin();
    await before.close();
    await (await openLink(redis.url)).run((commands) => commands.flushall());
    const after = await newChannel(redis.url, { places });
    const found = heard(after);
    await after.begin();
    expect(found.gaps).toBe(1);
  });

  it('goes on after Redis was restarted and has lost everything: no gap, and nothing twice', async () => {
    const [one, two] = [await newChannel(redis.url), await newChannel(redis.url)];
    const ofTwo = heard(two);
    await Promise.all([one.begin(), two.begin()]);
    await send(one, 1);
    await vi.waitFor(() => expect(ofTwo.numbers).toStrictEqual([1]));
    await redis.stop();
    await vi.waitFor(() => expect(send(one, 2)).rejects.toThrow());
    await redis.restart();
    await vi.waitFor(() => send(one, 3));
    await vi.waitFor(() => expect(ofTwo.numbers).toContain(3));
    expect(ofTwo).toStrictEqual({ numbers: [1, 3], gaps: 0 });
  });

  it('sends again what Redis lost before another process has read it', async () => {
    const [one, two] = [await newChannel(redis.url), await newChannel(redis.url)];
    const ofTwo = heard(two);
    await one.begin();
    await send(one, 1);
    await redis.stop();
    await redis.restart();
    const link = await openLink(redis.url);
    // The sender has found that the stream is another one, and has added its message to it.
    await vi.waitFor(async () => expect(await link.run((commands) => commands.xlen('test:told'))).toBe(1));
    const place = { identity: 'f'.repeat(24), id: '1-0' };
    const places = { load: async () => place, save: async () => undefined };
    const late = await newChannel(redis.url, { places });
    const ofLate = heard(late);
    await late.begin();
    expect(ofLate.numbers).toStrictEqual([1]);
    await two.begin();
    expect(ofTwo.numbers).toStrictEqual([]);
  });

  it('handles nothing of earlier processes again where Redis only forgot what stream it is', async () => {
    const places = new PlaceFile(join(folder, 'place.json'));
    const one = await newChannel(redis.url);
    const before = await newChannel(redis.url, { places });
    await before.begin();
    await send(one, 1);
    const link = await openLink(redis.url);
    const [[id] = []] = await link.run((commands) => commands.xrevrange('test:told', '+', '-', 'COUNT', 1));
    await vi.waitFor(async () => expect((await places.load())?.id).toBe(id));
    await before.close();
    const after = await newChannel(redis.url, { places });
    const found = heard(after);
    await after.begin();
    await link.run((commands) => commands.del('test:told:identity'));
    await link.run((commands) => commands.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'));
    await vi.waitFor(() => send(one, 2));
    await vi.waitFor(() => expect(found.numbers).toStrictEqual([2]));
  });

  it('goes on after Redis stood still', async () => {
    const [one, two] = [await newChannel(redis.url), await newChannel(redis.url)];
    const ofTwo = heard(two);
    await Promise.all([one.begin(), two.begin()]);
    redis.pause();
    try {
      await expect(send(one, 1)).rejects.toThrow();
    } finally {
      redis.resume();
    }
    await vi.waitFor(() => send(one, 2));
    await vi.waitFor(() => expect(ofTwo.numbers).toContain(2));
    expect(ofTwo.gaps).toBe(0);
  });

  it('gets what was sent since a process began, if it finds Redis later', async () => {
    const away = await startRedis();
    await away.stop();
    const late = await newChannel(away.url);
    const found = heard(late);
    await late.begin();
    await away.restart();
    await send(await newChannel(away.url), 1);
    await vi.waitFor(() => expect(found.numbers).toStrictEqual([1]));
    await away.close();
  });

  it('has the newest values of a topic for a process that comes later', async () => {
    const one = await newChannel(redis.url);
    for (const number of [1, 2, 3]) await send(one, number);
    await one.send('others', 'something else');
    const late = await newChannel(redis.url);
    const newest = await late.newest('numbers', NUMBER, 3);
    expect(newest.map(({ value }) => value)).toStrictEqual([{ number: 2 }, { number: 3 }]);
  });

  it('does not end with a handler that fails', async () => {
    const [one, two] = [await newChannel(redis.url), await newChannel(redis.url)];
    const ofTwo = heard(two);
    two.on('traps', NUMBER, () => {
      throw new Error('a handler failed');
    });
    await Promise.all([one.begin(), two.begin()]);
    await one.send('traps', { number: 1 });
    await one.send('numbers', { number: 'two' });
    await send(one, 3);
    await vi.waitFor(() => expect(ofTwo.numbers).toStrictEqual([3]));
  });

  describe('with an attacker who may write to Redis', () => {
    const add = async (...fields: string[]) => {
      const link = await openLink(redis.url);
      await link.run((commands) => commands.xadd('test:told', '*', ...(fields as [string, string])));
    };

    it('handles nothing that was not signed by the fleet', async () => {
      const [one, two] = [await newChannel(redis.url), await newChannel(redis.url)];
      const ofTwo = heard(two);
      await Promise.all([one.begin(), two.begin()]);
      const other = await newChannel(redis.url, {
        seal: createSeal('another key, just as long as it has to be', 'channel'),
      });
      await send(other, 1);
      const otherPurpose = createSeal('a key of the whole fleet, long enough for it', 'sizes');
      await send(await newChannel(redis.url, { seal: otherPurpose }), 2);
      await send(one, 3);
      await vi.waitFor(() => expect(ofTwo.numbers).toStrictEqual([3]));
      expect(two.refused).toBe(2);
    });

    it('handles no message a second time', async () => {
      const [one, two] = [await newChannel(redis.url), await newChannel(redis.url)];
      const ofTwo = heard(two);
      await Promise.all([one.begin(), two.begin()]);
      await send(one, 1);
      const link = await openLink(redis.url);
      const [entry] = await link.run((commands) => commands.xrange('test:told', '-', '+'));
      await add(...entry![1]);
      await send(one, 2);
      await vi.waitFor(() => expect(ofTwo.numbers).toStrictEqual([1, 2]));
    });

    it('handles no message that was sent hours ago', async () => {
      const [one, two] = [await newChannel(redis.url), await newChannel(redis.url)];
      const ofTwo = heard(two);
      await Promise.all([one.begin(), two.begin()]);
      const spy = vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 2 * 3_600_000);
      await send(one, 1);
      spy.mockRestore();
      await send(one, 2);
      await vi.waitFor(() => expect(ofTwo.numbers).toStrictEqual([2]));
    });

    it('survives whatever stands in the stream', async () => {
      const [one, two] = [await newChannel(redis.url), await newChannel(redis.url)];
      const ofTwo = heard(two);
      await Promise.all([one.begin(), two.begin()]);
      const link = await openLink(redis.url);
      const text = fc.oneof(fc.string({ maxLength: 200 }), fc.json(), fc.constant('x'.repeat(100_000)));
      const field = fc.oneof(fc.constant('m'), fc.string({ maxLength: 5 }));
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(field, text), { minLength: 1, maxLength: 3 }), async (fields) => {
          await link.run((commands) => commands.call('XADD', 'test:told', '*', ...fields.flat()));
        }),
        { numRuns: 100, seed: 13 },
      );
      await send(one, 7);
      await vi.waitFor(() => expect(ofTwo.numbers).toStrictEqual([7]));
      expect(ofTwo.gaps).toBe(0);
    });

    it('survives that the stream is something else', async () => {
      const one = await newChannel(redis.url);
      const link = await openLink(redis.url);
      await link.run((commands) => commands.set('test:told', 'no stream'));
      const two = await newChannel(redis.url);
      const ofTwo = heard(two);
      await Promise.all([one.begin(), two.begin()]);
      await expect(send(one, 1)).rejects.toThrow('WRONGTYPE');
      await link.run((commands) => commands.del('test:told'));
      await vi.waitFor(() => send(one, 2));
      await vi.waitFor(() => expect(ofTwo.numbers).toContain(2));
    });
  });
});
