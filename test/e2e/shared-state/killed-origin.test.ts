/** An origin that was killed knows, when it serves again, what the others of its fleet were told meanwhile. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { patientFetch } from '../../support/patient-fetch.js';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';
import { metricOf } from '../promises/fixtures/metrics-and-log.js';

const DATA = 'two';

const secret = randomBytes(32).toString('hex');

/** The path of the first segment of the last variant. */
async function firstSegment(origin: Origin, asset: string): Promise<string> {
  const { variants } = await readPresentation(origin, asset);
  return new URL(variants.at(-1)!.segments[0]!).pathname;
}

async function fetchAt(origin: Origin, path: string): Promise<void> {
  const response = await patientFetch(new URL(path, origin.url));
  expect(response.status).toBe(200);
  await response.arrayBuffer();
}

/** How many assets have the segment with this path on the disk; two that are the same file have the same names below their own. */
async function storedCopies(dataPath: string, path: string): Promise<number> {
  const [rendition = '', file = ''] = path.split('/').slice(-2);
  const ending = `/${rendition}/${file.slice(0, file.indexOf('.'))}`;
  const names = await readdir(join(dataPath, 'segments'), { recursive: true });
  return names.filter((name) => name.endsWith(ending)).length;
}

const served = (origin: Origin, result: string) =>
  metricOf(origin, 'onplay_segment_requests_total', { result });

async function invalidate(origin: Origin, body: unknown): Promise<void> {
  const response = await origin.fetch('/api/invalidations', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${origin.adminKey}` },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(202);
}

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
    const manifestFor = (viewer: string) =>
      patientFetch(`${two.url}/film.m3u8?token=${two.token('film', { viewer })}`);
    expect((await manifestFor('ann')).status).toBe(403);
    expect((await manifestFor('ben')).status).toBe(200);
    for (const origin of [two, killed, one]) await origin.stop();
  });
});
