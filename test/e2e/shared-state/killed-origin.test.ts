/** An origin that was killed knows, when it serves again, what the others of its fleet were told meanwhile. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { generateMaster } from '../../support/masters.js';
import { startOrigin } from '../../support/origin.js';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';
import {
  fetchAt,
  firstSegment,
  invalidate,
  manifestStatus,
  served,
  storedCopies,
} from './support/requests.js';

const DATA = 'two';

const secret = randomBytes(32).toString('hex');

describe.skipIf(redisMissing)(`a fleet${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let redis: TestRedis;
  let root: string;
  let env: Readonly<Record<string, string>>;
  beforeAll(async () => {
    redis = await startRedis();
    root = await mkdtemp(join(tmpdir(), 'onplay-fleet-'));
    env = {
      ONPLAY_REDIS_URL: redis.url,
      ONPLAY_FLEET_KEY: randomBytes(32).toString('hex'),
      ONPLAY_DISK_MIN_FREE_BYTES: '0',
    };
  });
  afterAll(async () => {
    await redis.close();
    await rm(root, { recursive: true, force: true });
  });

  it('has no origin that serves what was purged, or to whom was revoked, while it was dead', async () => {
    const master = await generateMaster('silent');
    const one = await startOrigin({ masters: { 'film.mp4': master, 'other.mp4': master }, secret, env });
    const startTwo = () =>
      startOrigin({ folder: one.mastersPath, secret, env: { ...env, ONPLAY_DATA: join(root, DATA) } });
    const killed = await startTwo();
    const [film, other] = [await firstSegment(killed, 'film'), await firstSegment(killed, 'other')];
    for (const path of [film, other]) await fetchAt(killed, path);
    await vi.waitFor(async () => expect(await storedCopies(join(root, DATA), film)).toBe(2));
    const exit = once(killed.process, 'exit');
    killed.process.kill('SIGKILL');
    await exit;
    await invalidate(one, { asset: 'film' });
    await invalidate(one, { viewer: 'ann' });

    const two = await startTwo();
    await fetchAt(two, other);
    expect([await served(two, 'disk'), await served(two, 'miss')]).toStrictEqual([1, 0]);
    await fetchAt(two, film);
    expect([await served(two, 'disk'), await served(two, 'miss')]).toStrictEqual([1, 1]);
    expect(await manifestStatus(two, 'film', { viewer: 'ann' })).toBe(403);
    expect(await manifestStatus(two, 'film', { viewer: 'ben' })).toBe(200);
    for (const origin of [two, killed, one]) await origin.stop();
  });
});
