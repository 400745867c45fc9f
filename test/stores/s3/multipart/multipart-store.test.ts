/** Uploads in parts by signed URLs, into a real store. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { MultipartStore } from '../../../../src/stores/index.js';
import { S3Connections } from '../../../../src/stores/s3/s3-connections.js';
import { ensureSwift, swiftMissing, type TestBucket } from '../../../support/swift/ensure-swift.js';

const BYTES = 1000;
const film = Buffer.alloc(BYTES, 'film');

describe.skipIf(swiftMissing)(swiftMissing ?? 'an upload in parts', () => {
  let bucket: TestBucket;
  let store: MultipartStore;
  beforeAll(async () => {
    bucket = await ensureSwift();
    for (const [name, value] of Object.entries(bucket.env)) vi.stubEnv(name, value);
    const settings = { endpoint: bucket.endpoint, pathStyle: 'auto' } as const;
    store = await new S3Connections().multipart(settings, bucket.bucket);
  });
  afterAll(() => vi.unstubAllEnvs());

  const put = (url: string, body: NonNullable<RequestInit['body']>) =>
    fetch(url, { method: 'PUT', body, duplex: 'half' });

  it('has URLs that take exactly the bytes of their parts', async () => {
    const upload = await store.begin('exact.mp4');
    const url = await store.presignPart(upload, { number: 1, size: BYTES }, 60);
    const withoutLength = ReadableStream.from([film]);
    for (const body of [film.subarray(1), Buffer.concat([film, film]), '', withoutLength])
      expect((await put(url, body)).status).toBe(403);
    expect(await store.parts(upload)).toEqual([]);
    expect((await put(url, film)).status).toBe(200);
    expect(await store.parts(upload)).toMatchObject([{ number: 1, size: BYTES }]);
    await store.abort(upload);
  });

  it('is known by its object once that is made', async () => {
    const upload = await store.begin('made.mp4');
    await put(await store.presignPart(upload, { number: 1, size: BYTES }, 60), film);
    const parts = (await store.parts(upload))!;
    expect(await store.isMade(upload, parts)).toBe(false);
    await store.complete(upload, parts);
    expect(await store.isMade(upload, parts)).toBe(true);
    const other = { ...parts[0]!, entityTag: '"0cc175b9c0f1b6a831c399e269772661"' };
    expect(await store.isMade(upload, [other])).toBe(false);
  });
});
