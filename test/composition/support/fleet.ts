/** Composed origins that share a Redis, as the processes of a fleet. Everything is real except ffmpeg and the content of the masters. */
import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, vi } from 'vitest';
import type { Receipt } from '../../../src/edges/invalidation/receipt.js';
import {
  startTestOrigin,
  type TestOrigin,
  type TestOriginOptions,
} from '../../origin/media/support/test-origin.js';

export const FLEET_KEY = 'a key of the whole fleet, long enough for it';

/** A fleet of its own, whose origins are stopped when the test has finished. */
export function testFleet(redisUrl: string) {
  const prefix = `test-${randomBytes(6).toString('hex')}`;
  const env = { ONPLAY_REDIS_URL: redisUrl, ONPLAY_REDIS_PREFIX: prefix, ONPLAY_FLEET_KEY: FLEET_KEY };
  let masters: Record<string, string> = {};
  return {
    prefix,
    /** Starts an origin that has begun to share. All have the masters of the first. */
    async start(options: TestOriginOptions = {}): Promise<TestOrigin> {
      const origin = await startTestOrigin({ ...options, env: { ...env, ...masters, ...options.env } });
      masters = { ONPLAY_MASTERS: origin.services.config.mastersPath };
      const { shared, beginShared, invalidations, revocations } = origin.services;
      onTestFinished(async () => {
        origin.close();
        await shared?.close();
        await origin.stop();
      });
      await revocations.restore();
      await shared?.begin();
      await beginShared();
      await invalidations.begin();
      return origin;
    },
    /** Two origins that know each other. */
    async startTwo(options: TestOriginOptions = {}): Promise<readonly [TestOrigin, TestOrigin]> {
      const [one, two] = [await this.start(options), await this.start(options)];
      await one.services.shared?.roster.beat();
      return [one, two];
    },
  };
}

/** Requests an invalidation, and returns its receipt as it is then. */
export async function invalidate(origin: TestOrigin, body: unknown): Promise<Receipt> {
  const response = await origin.manage('/invalidations', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(202);
  return (await response.json()) as Receipt;
}

/** The receipt of an invalidation that is over, as an origin shows it. */
export function completed(origin: TestOrigin, id: string): Promise<Receipt> {
  return vi.waitFor(async () => {
    const response = await origin.manage(`/invalidations/${id}`);
    const receipt = (await response.json()) as Receipt;
    expect(receipt.completedAt).toBeDefined();
    return receipt;
  });
}

/** Requests the first segment; a function, so that the same viewer can request it again. */
export async function player(origin: TestOrigin, asset = 'film', scope = {}) {
  const folder = await origin.folder(asset, 'v240', scope);
  return () => origin.get(`${folder}/0.m4s`);
}

/** What `/readyz` says is not as it should be. */
export async function noticesOfRedis(origin: TestOrigin): Promise<readonly string[]> {
  const { notices = [] } = (await (await origin.get('/readyz')).json()) as { notices?: readonly string[] };
  // That there are no workers is said too.
  return notices.filter((notice) => notice.includes('Redis'));
}
