/** A film in a bucket of a real S3 server is copied into the folder of the masters, and plays. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { ensureSwift, swiftMissing, type TestBucket } from '../../support/swift/ensure-swift.js';

describe.skipIf(swiftMissing)(swiftMissing ?? 'a film in a bucket', () => {
  let origin: Origin;
  let bucket: TestBucket;
  let master: Buffer;

  beforeAll(async () => {
    bucket = await ensureSwift();
    master = await readFile(await generateMaster('silent'));
    const stored = await bucket.request('incoming/my film.mp4', { method: 'PUT', body: master });
    expect(stored.status).toBe(200);
    origin = await startOrigin({
      env: {
        ...bucket.env,
        ONPLAY_IMPORT_FROM: `s3://${bucket.bucket}`,
        ONPLAY_DISK_MIN_FREE_BYTES: '0',
      },
    });
  });
  afterAll(() => origin?.stop());

  const manage = (path: string, init: RequestInit = {}) =>
    origin.fetch(`/api${path}`, {
      ...init,
      headers: { Authorization: `Bearer ${origin.adminKey}`, 'Content-Type': 'application/json' },
    });
  const copy = (asset: string, source: string) =>
    manage('/assets', { method: 'POST', body: JSON.stringify({ asset, source }) });
  async function ended(started: Response) {
    const { id } = (await started.json()) as { id: string };
    const read = async () =>
      (await (await manage(`/imports/${id}`)).json()) as { state: string; problem?: { code: string } };
    await expect.poll(async () => (await read()).state).toMatch(/^(done|failed)$/);
    return read();
  }

  it('is copied byte for byte, and plays', async () => {
    const started = await copy('copied', `s3://${bucket.bucket}/incoming/my film.mp4`);
    expect(await ended(started)).toMatchObject({ state: 'done', bytes: master.length });
    expect(await readFile(join(origin.mastersPath, 'copied.mp4'))).toEqual(master);
    const { variants } = await readPresentation(origin, 'copied');
    expect((await bytesOf(variants[0]!.segments[0]!)).length).toBeGreaterThan(1000);
  });

  it('may be missing', async () => {
    const started = await copy('missing', `s3://${bucket.bucket}/incoming/none.mp4`);
    expect(await ended(started)).toMatchObject({
      state: 'failed',
      problem: { code: 'import_source_failed' },
    });
  });

  it('is refused from a bucket that is not listed, whatever the credentials may read', async () => {
    expect((await copy('stolen', 's3://another/film.mp4')).status).toBe(403);
  });
});
