/** A film goes in parts into a bucket of masters of a real S3 server, by signed URLs, and plays. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { ensureSwift, swiftMissing, type TestBucket } from '../../support/swift/ensure-swift.js';

const MIB = 1024 * 1024;

interface Begun {
  readonly id: string;
  readonly parts: number;
  readonly code?: string;
}
interface Part {
  readonly number: number;
  readonly bytes: number;
  readonly url: string;
}

/** A master of this size, with a `free` box at its end (ISO/IEC 14496-12 8.1.2). */
async function filmOf(bytes: number): Promise<Buffer> {
  const master = await readFile(await generateMaster('silent'));
  const free = Buffer.alloc(bytes - master.length);
  free.writeUInt32BE(free.length);
  free.write('free', 4, 'latin1');
  return Buffer.concat([master, free]);
}

describe.skipIf(swiftMissing)(swiftMissing ?? 'a film in parts', () => {
  let bucket: TestBucket;
  let origin: Origin;
  let film: Buffer;

  const start = (env: Record<string, string> = {}) =>
    startOrigin({
      env: {
        ...bucket.env,
        ONPLAY_MASTERS: `s3://${bucket.bucket}/films`,
        ONPLAY_UPLOADS: 'on',
        ONPLAY_UPLOAD_MAX_BYTES: String(100 * MIB),
        ONPLAY_UPLOADS_UNFINISHED: '3',
        ...env,
      },
    });
  beforeAll(async () => {
    bucket = await ensureSwift();
    film = await filmOf(12 * MIB);
    origin = await start();
  });
  afterAll(() => origin?.stop());

  const manage = async (path: string, method: string, body?: object, from = origin) => {
    const headers = { Authorization: `Bearer ${from.adminKey}`, 'Content-Type': 'application/json' };
    const response = await from.fetch(`/api/multipart-uploads${path}`, {
      ...{ method, headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  const begin = async (asset: string, more: object = {}) =>
    manage('', 'POST', { asset, bytes: film.length, partBytes: 5 * MIB, ...more });
  const urls = async ({ id }: Begun, query = ''): Promise<Part[]> =>
    (await manage(`/${id}/parts${query}`, 'GET')).body.parts;
  async function put({ number, url, bytes }: Part) {
    const offset = (number - 1) * 5 * MIB;
    const stored = await fetch(url, { method: 'PUT', body: film.subarray(offset, offset + bytes) });
    expect(stored.status).toBe(200);
    return { number, etag: stored.headers.get('etag')! };
  }
  const complete = ({ id }: Begun, parts: object[]) => manage(`/${id}/completion`, 'POST', { parts });
  const unfinished = async () =>
    (await (await bucket.request('?uploads')).text()).match(/<UploadId>/g)?.length ?? 0;

  it('is stored under its name, and plays', async () => {
    const { status, body } = await begin('new/film.mp4');
    expect([status, body]).toMatchObject([
      201,
      { asset: 'new/film', bytes: 12 * MIB, partBytes: 5 * MIB, parts: 3 },
    ]);
    const pages = [
      await urls(body, '?count=2'),
      await urls(body, '?from=3&count=2'),
      await urls(body, '?from=4'),
    ];
    expect(pages.map((page) => page.map(({ number, bytes }) => [number, bytes / MIB]))).toEqual([
      [
        [1, 5],
        [2, 5],
      ],
      [[3, 2]],
      [],
    ]);
    const parts = await Promise.all(pages.flat().map(put));
    const answer = { status: 200, body: { asset: 'new/film', bytes: 12 * MIB } };
    expect(await complete(body, parts)).toEqual(answer);
    expect(await complete(body, parts)).toEqual(answer);
    const stored = Buffer.from(await (await bucket.request('films/new/film.mp4')).arrayBuffer());
    expect(stored.equals(film)).toBe(true);
    const { variants } = await readPresentation(origin, 'new/film');
    expect((await bytesOf(variants[0]!.segments[0]!)).length).toBeGreaterThan(1000);
    expect([await unfinished(), (await bucket.request('?prefix=films/.onplay')).status]).toEqual([0, 200]);
  });

  it('is not put together without all of its parts, as they are in the store, and can be mended', async () => {
    const { body } = await begin('mended.mp4');
    const [first, second, third] = await urls(body);
    const parts = [await put(first!), await put(second!)];
    expect(await complete(body, parts)).toMatchObject({ status: 409, body: { code: 'upload_parts_wrong' } });
    const wrong = await fetch(third!.url, { method: 'PUT', body: Buffer.alloc(third!.bytes, 'x') });
    const other = { number: 3, etag: wrong.headers.get('etag')! };
    const last = await put(third!);
    expect(await complete(body, [...parts, other])).toMatchObject({ body: { code: 'upload_parts_wrong' } });
    expect(await complete(body, [...parts, last])).toMatchObject({ status: 200 });
  });

  it('has URLs that take exactly the bytes of their parts', async () => {
    const { body } = await begin('exact.mp4', { bytes: 5 * MIB + 1000 });
    const [, last] = await urls(body);
    for (const bytes of [0, 999, 1001, 5 * MIB])
      expect((await fetch(last!.url, { method: 'PUT', body: film.subarray(0, bytes) })).status).toBe(403);
    expect((await fetch(last!.url, { method: 'PUT', body: film.subarray(0, 1000) })).status).toBe(200);
    await manage(`/${body.id}`, 'DELETE');
  });

  it('has URLs for its own parts alone', async () => {
    const { body } = await begin('own.mp4', { bytes: 1000 });
    const [{ url } = { url: '' }] = await urls(body);
    const part = { method: 'PUT', body: film.subarray(0, 1000) };
    for (const elsewhere of [
      url.replace('own.mp4', 'other.mp4'),
      url.replace('partNumber=1', 'partNumber=2'),
    ])
      expect((await fetch(elsewhere, part)).status).toBe(403);
    expect((await fetch(url, part)).status).toBe(200);
    expect((await manage(`/${body.id}`, 'DELETE')).status).toBe(204);
    expect((await fetch(url, part)).status).toBe(404);
    expect(await manage(`/${body.id}/parts`, 'GET')).toMatchObject({ body: { code: 'upload_unknown' } });
    expect(await unfinished()).toBe(0);
  });

  it.each([
    ['a name that leads out of the masters', '../film.mp4', {}, 'asset_name_invalid'],
    ['a hidden name', '.onplay-uploads/film.mp4', {}, 'asset_name_invalid'],
    ['a name without an extension', 'film', {}, 'media_type_unknown'],
    ['more bytes than are allowed', 'film.mp4', { bytes: 100 * MIB + 1 }, 'upload_too_large'],
    ['parts that are too small', 'film.mp4', { partBytes: 5 * MIB - 1 }, 'body_invalid'],
    ['a master that is there', 'new/film.mp4', {}, 'asset_exists'],
  ])('is not begun for %s', async (_what, asset, more, code) => {
    expect(await begin(asset, more)).toMatchObject({ body: { code } });
    expect(await unfinished()).toBe(0);
  });

  it('is begun as often as uploads may be unfinished', async () => {
    const begun = [await begin('a.mp4'), await begin('b.mp4'), await begin('c.mp4')];
    expect(await begin('d.mp4')).toMatchObject({ body: { code: 'uploads_full' } });
    for (const { body } of begun) await manage(`/${body.id}`, 'DELETE');
    expect(await unfinished()).toBe(0);
  });

  it('is removed when its time is over, by whichever origin, and what others began is not', async () => {
    const foreign = await bucket.request('films/foreign.mp4?uploads', { method: 'POST' });
    expect(foreign.status).toBe(200);
    const brief = await start({ ONPLAY_UPLOAD_EXPIRY_SECONDS: '60' });
    try {
      const { body } = await manage('', 'POST', { asset: 'late.mp4', bytes: MIB }, brief);
      const record = `films/.onplay-uploads/${body.id}.json`;
      const known = (await (await bucket.request(record)).json()) as { createdMs: number };
      const created = JSON.stringify({ ...known, createdMs: known.createdMs - 61_000 });
      await bucket.request(record, { method: 'PUT', body: created });
      expect(await manage(`/${body.id}/parts`, 'GET', undefined, brief)).toMatchObject({ status: 404 });
      const next = await start({ ONPLAY_UPLOAD_EXPIRY_SECONDS: '60' });
      try {
        await expect.poll(async () => (await bucket.request(record)).status).toBe(404);
      } finally {
        await next.stop();
      }
    } finally {
      await brief.stop();
    }
    expect(await unfinished()).toBe(1);
  });
});
