/** A worker as deploy/ starts it: not as root, without capabilities, on a file system of which it may write to one folder. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';
import { startWorkerProcess, type WorkerProcess } from '../../support/worker.js';
import { contained, containedMissing } from './support/contained.js';

const missing = containedMissing || redisMissing;

describe.skipIf(missing)(`a worker on a read-only file system${missing ?? ''}`, () => {
  let folder: string;
  let redis: TestRedis;
  let worker: WorkerProcess;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-contained-'));
    redis = await startRedis();
    const env = {
      ONPLAY_REDIS_URL: redis.url,
      ONPLAY_FLEET_KEY: 'k'.repeat(32),
      ONPLAY_DISK_CACHE_BYTES: '0',
    };
    worker = await startWorkerProcess({ folder, env, startedBy: contained });
  });
  afterAll(async () => {
    await worker.stop();
    await redis.close();
    await rm(folder, { recursive: true });
  });

  it('is healthy, and ready as soon as it takes jobs', async () => {
    expect((await worker.fetch('/healthz')).status).toBe(200);
    await expect.poll(async () => (await worker.fetch('/readyz')).status).toBe(200);
  });

  it('tells its metrics', async () => {
    expect(await (await worker.fetch('/metrics')).text()).toContain('onplay_worker_jobs_running 0');
  });
});
