/** Files of any size into a real store, in parts, also where some of the requests fail. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ObjectStore } from '../../../../src/stores/index.js';
import { S3Connections } from '../../../../src/stores/s3/s3-connections.js';
import { type FaultProxy, startFaultProxy } from '../../../support/fault-proxy/fault-proxy.js';
import { NO_FAULTS } from '../../../support/fault-proxy/faults.js';
import { ensureSwift, swiftMissing, type TestBucket } from '../../../support/swift/ensure-swift.js';

const MEBIBYTE = 1024 * 1024;
const never = new AbortController().signal;
const LARGE = randomBytes(40 * MEBIBYTE);

describe.skipIf(swiftMissing !== undefined)(`a file${swiftMissing ? ` (${swiftMissing})` : ''}`, () => {
  let bucket: TestBucket;
  let proxy: FaultProxy;
  let objects: ObjectStore;
  let folder: string;
  let large: string;

  beforeAll(async () => {
    bucket = await ensureSwift();
    proxy = await startFaultProxy(bucket.endpoint);
    for (const [name, value] of Object.entries(bucket.env)) vi.stubEnv(name, value);
    const settings = { endpoint: proxy.endpoint, pathStyle: 'auto' } as const;
    objects = (await new S3Connections().reading(settings, bucket.bucket)).store;
    folder = await mkdtemp(join(tmpdir(), 'onplay-upload-'));
    large = join(folder, 'large');
    await writeFile(large, LARGE);
  });
  afterEach(() => {
    proxy.setFaults(NO_FAULTS);
    proxy.reset();
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await proxy.close();
    await rm(folder, { recursive: true, force: true });
  });

  const stored = async (key: string) => Buffer.from(await (await bucket.request(key)).arrayBuffer());
  const uploads = async () => (await (await bucket.request('?uploads')).text()).match(/<UploadId>/g) ?? [];

  test('that is small is stored by one request', async () => {
    const path = join(folder, 'small');
    await writeFile(path, 'a film');
    await objects.putFile('a/small film.mp4', path, never);
    expect(proxy.traffic().requests).toBe(1);
    expect((await stored('a/small film.mp4')).toString()).toBe('a film');
  });

  test('that is large is stored in parts', async () => {
    await objects.putFile('large', large, never);
    expect(proxy.traffic(({ method }) => method === 'PUT').requests).toBe(3);
    expect((await stored('large')).equals(LARGE)).toBe(true);
    expect(await objects.head('large')).toMatchObject({ size: LARGE.length });
  });

  test('is stored whole though some requests fail', async () => {
    proxy.setFaults({
      share: 0.4,
      kinds: ['status 500', 'closed'],
      of: ({ method }) => method === 'PUT',
      seed: 3,
    });
    await objects.putFile('despite', large, never);
    expect(proxy.exchanges.some(({ fault }) => fault !== undefined)).toBe(true);
    expect((await stored('despite')).equals(LARGE)).toBe(true);
  });

  test('that cannot be stored leaves nothing', async () => {
    proxy.setFaults({ share: 1, kinds: ['status 503'], of: ({ method }) => method === 'PUT' });
    await expect(objects.putFile('never', large, never)).rejects.toMatchObject({ code: 'store_unavailable' });
    expect((await bucket.request('never')).status).toBe(404);
    expect(await uploads()).toEqual([]);
  });

  test('that is not wanted any more leaves nothing', async () => {
    const abort = new AbortController();
    proxy.setFaults({ share: 1, kinds: ['time-out'], of: ({ method }) => method === 'PUT' });
    const storing = objects.putFile('unwanted', large, abort.signal);
    await vi.waitFor(() =>
      expect(proxy.traffic(({ method }) => method === 'PUT').requests).toBeGreaterThan(0),
    );
    abort.abort(new Error('not wanted'));
    await expect(storing).rejects.toThrow('not wanted');
    expect(await uploads()).toEqual([]);
  });

  test('that is small is not stored in place of another, also where the store has no condition for that', async () => {
    const put = (bytes: string) => objects.put('manifest', Buffer.from(bytes), { onlyIfAbsent: true });
    expect([await put('first'), await put('second')]).toEqual([true, false]);
    expect((await stored('manifest')).toString()).toBe('first');
  });

  test('whose upload a process has not ended is removed later', async () => {
    for (const key of ['copies/one', 'other/two']) await bucket.request(`${key}?uploads`, { method: 'POST' });
    expect(await objects.abortUploads('copies/', Date.now() - 60_000, never)).toBe(0);
    expect(await objects.abortUploads('copies/', Date.now() + 60_000, never)).toBe(1);
    expect(await uploads()).toHaveLength(1);
  });
});
