import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createKeySet } from '../../../src/access/tokens/key-set.js';

const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
const unavailable = expect.objectContaining({ code: 'token_keys_unavailable', retryable: true });
const second = 1000;
const minute = 60 * second;

/** A key set with a fake publisher and clock. */
function keySet(...kids: string[]) {
  const world = { kids, nowMs: 0, reads: 0, down: false };
  const load = async () => {
    world.reads += 1;
    if (world.down) throw new Error('down');
    return JSON.stringify({ keys: world.kids.map((kid) => ({ ...jwk, kid })) });
  };
  const findKey = createKeySet({ load, nowMs: () => world.nowMs });
  return { world, find: (kid: string) => findKey({ alg: 'ES256', kid }) };
}

describe('a key set', () => {
  it('is read on first use and then cached for ten minutes', async () => {
    const { world, find } = keySet('a', 'b');
    expect(world.reads).toBe(0);
    expect(await find('a')).toMatchObject({ algorithm: 'ES256' });
    world.nowMs = 10 * minute - 1;
    expect(await find('b')).toBeDefined();
    expect(world.reads).toBe(1);
    world.nowMs = 10 * minute;
    await find('a');
    expect(world.reads).toBe(2);
  });

  it('is read once for concurrent callers', async () => {
    const { world, find } = keySet('a');
    const found = await Promise.all(Array.from({ length: 10 }, () => find('a')));
    expect(found.every((key) => key !== undefined)).toBe(true);
    expect(world.reads).toBe(1);
  });

  it('is read again when a token names a new key', async () => {
    const { world, find } = keySet('a');
    await find('a');
    world.kids.push('b');
    world.nowMs = 10 * second;
    expect(await find('b')).toBeDefined();
  });

  it('is read at most every ten seconds, whatever keys tokens name', async () => {
    const { world, find } = keySet('a');
    for (let request = 0; request < 100; request += 1) {
      world.nowMs = request * 100;
      expect(await find(`x${request}`)).toBeUndefined();
      expect(await find('a')).toBeDefined();
    }
    expect(world.reads).toBe(1);
  });

  it('drops a withdrawn key', async () => {
    const { world, find } = keySet('a', 'b');
    await find('a');
    world.kids = ['b'];
    world.nowMs = 10 * minute;
    expect(await find('a')).toBeUndefined();
  });

  it('is used for a day while it cannot be read again', async () => {
    const { world, find } = keySet('a');
    await find('a');
    world.down = true;
    world.nowMs = 24 * 60 * minute - 1;
    expect(await find('a')).toBeDefined();
    world.nowMs += 1;
    await expect(find('a')).rejects.toThrow(unavailable);
  });

  it('is unavailable until it can be read for the first time', async () => {
    const { world, find } = keySet('a');
    world.down = true;
    await expect(find('a')).rejects.toThrow(unavailable);
    world.down = false;
    await expect(find('a')).rejects.toThrow(unavailable);
    world.nowMs = 10 * second;
    expect(await find('a')).toBeDefined();
  });
});
