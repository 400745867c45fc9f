/** A film comes into a bucket of masters of a real S3 server, by upload and by a signed URL, plays, and goes. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { ensureSwift, swiftMissing, type TestBucket } from '../../support/swift/ensure-swift.js';
import { metadataOf } from '../../uploads/support/tus-requests.js';

describe.skipIf(swiftMissing)(swiftMissing ?? 'a bucket of masters', () => {
  let origin: Origin;
  let bucket: TestBucket;
  let master: Buffer;

  beforeAll(async () => {
    bucket = await ensureSwift();
    master = await readFile(await generateMaster('silent'));
    const ONPLAY_MASTERS = `s3://${bucket.bucket}/films`;
    origin = await startOrigin({
      env: { ...bucket.env, ONPLAY_MASTERS, ONPLAY_UPLOADS: 'on', ONPLAY_DISK_MIN_FREE_BYTES: '0' },
    });
  });
  afterAll(() => origin?.stop());

  const manage = (path: string, init: RequestInit = {}) =>
    origin.fetch(`/api${path}`, {
      ...init,
      headers: { Authorization: `Bearer ${origin.adminKey}`, ...(init.headers as Record<string, string>) },
    });
  const presign = (asset: string) =>
    manage('/presigned-uploads', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ asset, seconds: 60 }),
    });
  async function play(asset: string): Promise<number> {
    const { variants } = await readPresentation(origin, asset);
    return (await bytesOf(variants[0]!.segments[0]!)).length;
  }
  const stored = async (key: string) => {
    const response = await bucket.request(key);
    return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined;
  };

  it('takes an upload, which plays', async () => {
    const tus = { 'Tus-Resumable': '1.0.0' };
    const created = await manage('/uploads', {
      method: 'POST',
      headers: {
        ...tus,
        'Upload-Length': String(master.length),
        'Upload-Metadata': metadataOf({ filename: 'my film.mp4', asset: 'new/my film' }),
      },
    });
    const path = (created.headers.get('location') ?? '').replace('/api', '');
    const finished = await manage(path, {
      method: 'PATCH',
      headers: { ...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' },
      body: master,
    });
    expect([finished.status, finished.headers.get('onplay-asset')]).toEqual([204, 'new/my%20film']);
    expect(await stored('films/new/my film.mp4')).toEqual(master);
    expect(await play('new/my film')).toBeGreaterThan(1000);
  });

  it('takes a film by a URL that was signed for it, which plays', async () => {
    const { url, method } = (await (await presign('signed.mp4')).json()) as { url: string; method: string };
    expect((await fetch(url, { method, body: master })).status).toBe(200);
    expect(await play('signed')).toBeGreaterThan(1000);
    const elsewhere = url.replace('signed.mp4', 'other.mp4');
    expect((await fetch(elsewhere, { method, body: master })).status).toBe(403);
    expect((await presign('signed.mp4')).status).toBe(409);
  });

  it('takes files beside a film, and loses one of them alone, and all with the film', async () => {
    await bucket.request('films/beside/film.mp4', { method: 'PUT', body: master });
    const text = '1\n00:00:00,500 --> 00:00:01,000\nHallo\n';
    const tus = { 'Tus-Resumable': '1.0.0' };
    const metadata = metadataOf({ asset: 'beside/film.de.srt' });
    const created = await manage('/uploads', {
      method: 'POST',
      headers: { ...tus, 'Upload-Length': String(text.length), 'Upload-Metadata': metadata },
    });
    const finished = await manage((created.headers.get('location') ?? '').replace('/api', ''), {
      method: 'PATCH',
      headers: { ...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' },
      body: text,
    });
    expect([finished.status, finished.headers.get('onplay-asset')]).toEqual([204, 'beside/film']);
    expect((await presign('beside/film.de.srt')).status).toBe(409);
    expect((await presign('beside/none.de.srt')).status).toBe(409);
    const { url } = (await (await presign('beside/film.json')).json()) as { url: string };
    expect((await fetch(url, { method: 'PUT', body: '{"title": "A film"}' })).status).toBe(200);
    await bucket.request('films/beside/film.en.vtt', { method: 'PUT', body: 'WEBVTT\n' });
    expect(
      await (await manage('/assets/beside/film?sidecar=film.en.vtt', { method: 'DELETE' })).json(),
    ).toEqual({
      ...{ asset: 'beside/film', name: 'film.en.vtt', bytes: 7 },
    });
    expect(await stored('films/beside/film.en.vtt')).toBeUndefined();
    const deleted = await (await manage('/assets/beside/film', { method: 'DELETE' })).json();
    expect(deleted).toMatchObject({ sidecars: [{ name: 'film.de.srt' }, { name: 'film.json' }], left: [] });
    expect(await (await bucket.request('?list-type=2&prefix=films/beside/')).text()).not.toContain('<Key>');
  });

  it('loses one that is deleted, with all that was made of it', async () => {
    expect((await bucket.request('films/doomed.mp4', { method: 'PUT', body: master })).status).toBe(200);
    expect(await play('doomed')).toBeGreaterThan(1000);
    const deleted = await manage('/assets/doomed', { method: 'DELETE' });
    expect(await deleted.json()).toMatchObject({ asset: 'doomed', bytes: master.length });
    expect(await stored('films/doomed.mp4')).toBeUndefined();
    expect((await origin.fetch(`/doomed.m3u8?token=${origin.token('doomed')}`)).status).toBe(404);
  });
});
