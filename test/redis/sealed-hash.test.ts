import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RedisLink } from '../../src/redis/redis-link.js';
import { createSeal } from '../../src/redis/seal.js';
import { SealedHash } from '../../src/redis/sealed-hash.js';
import { redisMissing, startRedis, type TestRedis } from '../support/redis.js';
import { FLEET_KEY, openLink } from './support/links.js';

const seal = createSeal(FLEET_KEY, 'letters');
const isText = (_field: string, value: unknown) => (typeof value === 'string' ? value : undefined);

describe.skipIf(redisMissing)(`a sealed hash${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let redis: TestRedis;
  let link: RedisLink;
  let hash: SealedHash;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());
  beforeEach(async () => {
    link = await openLink(redis.url);
    await link.run((commands) => commands.flushall());
    hash = new SealedHash({ link, seal, name: 'letters', maxFields: 3, maxLength: 200 });
  });

  const put = (field: string, text: string) =>
    link.run((commands) => commands.hset(link.key('letters'), field, text));
  const fields = async () => (await link.run((commands) => commands.hkeys(link.key('letters')))).toSorted();
  const read = async () => Object.fromEntries(await hash.read(isText));

  it('has what was written, and not what was removed', async () => {
    expect(await read()).toEqual({});
    await hash.write([
      ['a', 'one'],
      ['b', 'two'],
    ]);
    await hash.write([['a', 'three']]);
    expect(await read()).toEqual({ a: 'three', b: 'two' });
    await hash.remove(['a']);
    expect(await read()).toEqual({ b: 'two' });
  });

  it('is rid of what the fleet did not seal, does not understand, or writes never so long', async () => {
    await hash.write([['a', 'one']]);
    await put('b', seal.close('"two"').replace('two', 'TWO'));
    await put('c', createSeal(FLEET_KEY, 'numbers').close('"two"'));
    expect(await read()).toEqual({ a: 'one' });
    await put('b', seal.close('2'));
    await put('c', seal.close('{'));
    expect(await read()).toEqual({ a: 'one' });
    await put('b', seal.close(JSON.stringify('x'.repeat(200))));
    await put('c'.repeat(65), seal.close('"long"'));
    expect(await read()).toEqual({ a: 'one' });
    expect(await fields()).toEqual(['a']);
  });

  it('is nothing where there is more than the fleet writes, or a value of another kind', async () => {
    for (const field of ['a', 'b', 'c', 'd']) await put(field, seal.close('"one"'));
    expect(await read()).toEqual({});
    expect(await fields()).toEqual([]);
    await link.run((commands) => commands.set(link.key('letters'), 'a string'));
    expect(await read()).toEqual({});
    await hash.write([['a', 'one']]);
    expect(await read()).toEqual({ a: 'one' });
  });
});
