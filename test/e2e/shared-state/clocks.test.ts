/** Origins whose clocks are a minute apart refuse what one of them has revoked, and drop what one of them has purged, once. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';
import { skewedClock } from '../../support/skewed-clock.js';
import {
  fetchAt,
  firstSegment,
  invalidate,
  manifestStatus,
  served,
  statusWith,
  storedCopies,
} from './support/requests.js';

const MINUTE_MS = 60_000;
/** Of the clock of the second origin; that of the first, and of Redis, is right. */
const SKEWS = { ahead: MINUTE_MS, behind: -MINUTE_MS };

const secret = randomBytes(32).toString('hex');

describe.skipIf(redisMissing)(redisMissing ?? 'where clocks differ by a minute', () => {
  describe.each(Object.entries(SKEWS))('and the other one is %s', (_, skewMs) => {
    let redis: TestRedis;
    let root: string;
    let env: Readonly<Record<string, string>>;
    let one: Origin;
    let other: Origin;
    /** The name of the disk that the other has now. */
    let disk: string;

    beforeAll(async () => {
      redis = await startRedis();
      root = await mkdtemp(join(tmpdir(), 'onplay-clocks-'));
      env = {
        ONPLAY_REDIS_URL: redis.url,
        ONPLAY_FLEET_KEY: randomBytes(32).toString('hex'),
        ONPLAY_DISK_MIN_FREE_BYTES: '0',
      };
      one = await startOrigin({ masters: { 'film.mp4': await generateMaster('silent') }, secret, env });
      await startOther('first');
    });
    afterAll(async () => {
      await other?.stop();
      await one?.stop();
      await redis?.close();
      await rm(root, { recursive: true, force: true });
    });

    /** With the disk of this name, which it may have had before. */
    const startOther = async (name: string) => {
      disk = name;
      other = await startOrigin({
        ...{ folder: one.mastersPath, secret },
        env: { ...env, ...skewedClock(skewMs), ONPLAY_DATA: join(root, disk) },
      });
    };

    const refusals = () =>
      Promise.all([one, other].map((origin) => manifestStatus(origin, 'film', { viewer: 'ann' })));

    it('a viewer who is revoked at one is refused at both, and stays so over restarts', async () => {
      await firstSegment(other, 'film');
      await invalidate(one, { viewer: 'ann', seconds: 600 });
      await vi.waitFor(async () => expect(await refusals()).toEqual([403, 403]));
      // Redis has forgotten it, and the other has never heard of it: it is told by the first.
      await redis.stop();
      await other.stop();
      await redis.restart();
      await startOther('empty');
      await vi.waitFor(async () => expect(await refusals()).toEqual([403, 403]));
      await other.stop();
      await startOther(disk);
      expect(await refusals()).toEqual([403, 403]);
      expect(await manifestStatus(other, 'film', { viewer: 'ben' })).toBe(200);
    });

    it('a token that is revoked at the other is refused at both, and only that', async () => {
      const [revoked, valid] = [one.token('film', { viewer: 'cid' }), other.token('film', { viewer: 'dan' })];
      const statuses = (token: string) =>
        Promise.all([one, other].map((origin) => statusWith(origin, 'film', token)));
      expect(await statuses(revoked)).toEqual([200, 200]);
      await invalidate(other, { token: revoked });
      await vi.waitFor(async () => expect(await statuses(revoked)).toEqual([403, 403]));
      expect(await statuses(valid)).toEqual([200, 200]);
    });

    it('what is purged at one is gone from the other, and what it produces later stays', async () => {
      const path = await firstSegment(other, 'film');
      const onDisk = () => storedCopies(join(root, disk), path);
      await fetchAt(other, path);
      await vi.waitFor(async () => expect(await onDisk()).toBe(1));
      await invalidate(one, { asset: 'film' });
      await vi.waitFor(async () => expect(await onDisk()).toBe(0));
      await fetchAt(other, path);
      await vi.waitFor(async () => expect(await onDisk()).toBe(1));
      await other.stop();
      await startOther(disk);
      await fetchAt(other, path);
      expect([await served(other, 'disk'), await served(other, 'miss')]).toEqual([1, 0]);
    });
  });
});
