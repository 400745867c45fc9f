/** Redis stands still, ends and comes back while viewers play at two origins that share it: no request fails. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startTwins } from '../../support/origin.js';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';

const VIEWERS = 10;

/** The paths of all segments of all variants. */
async function segmentPaths(origin: Origin): Promise<readonly string[]> {
  const { variants } = await readPresentation(origin, 'film');
  return variants.flatMap(({ segments }) => segments.map((url) => new URL(url).pathname));
}

/** Requests segments one after the other, at one origin and then the other, until it is told to stop. */
async function play(origins: readonly Origin[], paths: readonly string[], first: number, state: PlayState) {
  for (let n = first; !state.isOver; n++) {
    const path = paths[n % paths.length]!;
    const response = await origins[n % origins.length]!.fetch(path).catch(() => undefined);
    await response?.arrayBuffer().catch(() => undefined);
    state.requests += 1;
    // A server may refuse for a moment, if it says for how long.
    const isRefused = response?.status === 503 && response.headers.has('Retry-After');
    if (response?.status !== 200 && !isRefused)
      state.failed.push(`${path}: ${response?.status ?? 'no response'}`);
  }
}

interface PlayState {
  isOver: boolean;
  requests: number;
  readonly failed: string[];
}

async function hasNotices(origin: Origin): Promise<boolean> {
  const { notices = [] } = (await (await origin.fetch('/readyz')).json()) as { notices?: string[] };
  return notices.some((notice) => notice.includes('Redis'));
}

describe.skipIf(redisMissing)(`viewers of two origins${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let redis: TestRedis;
  let origins: readonly [Origin, Origin];
  beforeAll(async () => {
    redis = await startRedis();
    origins = await startTwins({
      masters: { 'film.mp4': await generateMaster('silent') },
      env: { ONPLAY_REDIS_URL: redis.url, ONPLAY_FLEET_KEY: randomBytes(32).toString('hex') },
    });
  });
  afterAll(async () => {
    for (const origin of origins.toReversed()) await origin.stop();
    await redis.close();
  });

  const untilNotices = (are: boolean) =>
    vi.waitFor(async () => {
      for (const origin of origins) expect(await hasNotices(origin)).toBe(are);
    });
  /** What is cached is produced again, so that all that is shared is used. */
  const purge = async () => {
    const response = await origins[0].fetch('/api/invalidations', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${origins[0].adminKey}` },
      body: '{"asset":"film"}',
    });
    expect(response.status).toBe(202);
  };

  it('see none of it', async () => {
    const paths = await segmentPaths(origins[0]);
    const state: PlayState = { isOver: false, requests: 0, failed: [] };
    const viewers = Array.from({ length: VIEWERS }, (_, first) => play(origins, paths, first, state));
    await purge();
    redis.pause();
    await purge();
    await untilNotices(true);
    redis.resume();
    await untilNotices(false);
    await purge();
    await redis.stop();
    await untilNotices(true);
    await purge();
    await redis.restart();
    await untilNotices(false);
    await purge();
    state.isOver = true;
    await Promise.all(viewers);
    process.stdout.write(`redis faults: ${state.requests} requests, ${state.failed.length} failed\n`);
    expect(state.requests).toBeGreaterThan(VIEWERS);
    expect(state.failed).toStrictEqual([]);
  });
});
