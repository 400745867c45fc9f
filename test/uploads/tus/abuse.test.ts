/** What clients do wrong, by mistake or on purpose. */
import { readdir, readFile, utimes } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { codeOf, type TestOrigin } from '../../origin/media/support/test-origin.js';
import { film, startUploads, unfinishedPatch } from '../support/started-uploads.js';

let uploads: Awaited<ReturnType<typeof startUploads>>;
let origin: TestOrigin;
afterEach(() => origin.stop());

async function start(...options: Parameters<typeof startUploads>) {
  uploads = await startUploads(...options);
  origin = uploads.origin;
  return uploads.client;
}

describe('uploads', () => {
  it('are closed unless they are switched on', async () => {
    const client = await start({ ONPLAY_UPLOADS: 'off' });
    const refused = await client.create(6, film);
    expect([refused.status, await codeOf(refused)]).toEqual([404, 'uploads_closed']);
    expect(await uploads.staged()).toEqual([]);
  });

  it('need the management key', async () => {
    await start();
    const headers = {
      'Tus-Resumable': '1.0.0',
      'Upload-Length': '1',
      'Upload-Metadata': 'filename YS5tcDQ=',
    };
    const refused = await fetch(`${origin.url}/api/uploads`, { method: 'POST', headers });
    expect([refused.status, await codeOf(refused)]).toEqual([401, 'admin_key_missing']);
    expect(await uploads.staged()).toEqual([]);
  });

  it('that are refused are not read to their end', async () => {
    await start();
    const refused = unfinishedPatch(origin, '/uploads/none', { size: 1_000_000_000, part: 'the beginning' });
    const answer = await new Promise<IncomingMessage>((resolve) => refused.on('response', resolve));
    expect([answer.statusCode, answer.headers.connection]).toEqual([404, 'close']);
    refused.destroy();
  });

  it.each([
    ['a length that is too large', 1001, film, {}, 'upload_too_large'],
    ['a length beyond all numbers', '1'.repeat(400), film, {}, 'upload_invalid'],
    ['no length', '', film, {}, 'upload_invalid'],
    ['a negative length', -1, film, {}, 'upload_invalid'],
    ['nothing to upload', 0, film, {}, 'upload_invalid'],
    ['a length to be said later', 6, film, { 'Upload-Defer-Length': '1' }, 'upload_invalid'],
    ['another version', 6, film, { 'Tus-Resumable': '0.2.2' }, 'upload_invalid'],
    ['no name', 6, {}, {}, 'upload_invalid'],
    ['metadata that is none', 6, film, { 'Upload-Metadata': 'asset !!!' }, 'upload_invalid'],
    ['a name that leads up', 6, { filename: '../../etc/cron.mp4' }, {}, 'asset_name_invalid'],
    ['a name from the root', 6, { filename: '/etc/cron.mp4' }, {}, 'asset_name_invalid'],
    ['a hidden name', 6, { asset: '.onplay-incoming/x.mp4' }, {}, 'asset_name_invalid'],
    ['a name with a zero', 6, { asset: 'a\0b.mp4' }, {}, 'asset_name_invalid'],
    ['a name of Windows', 6, { filename: 'C:\\films\\a.mp4' }, {}, 'asset_name_invalid'],
    ['a kind that is no medium', 6, { filename: 'run.sh' }, {}, 'media_type_unknown'],
    ['a member of all objects as key', 6, { constructor: 'a' }, {}, 'upload_invalid'],
  ] as const)('are not created with %s', async (_what, size, metadata, headers, code) => {
    const client = await start({ ONPLAY_UPLOAD_MAX_BYTES: '1000' });
    const refused = await client.create(size, metadata as Record<string, string>, headers);
    expect(await codeOf(refused)).toBe(code);
    expect(await uploads.staged()).toEqual([]);
  });

  it('are never larger than they were created with', async () => {
    const client = await start();
    const path = await client.created(6, film);
    expect(await codeOf(await client.append(path, 0, 'more than a film'))).toBe('upload_too_large');
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(Buffer.alloc(64)),
    });
    // The connection may end before the answer is read, since the body does not.
    await client.append(path, 0, endless).catch(() => undefined);
    expect(await readdir(uploads.masters)).not.toContain('films');
    for (const name of await uploads.staged())
      expect((await readFile(join(uploads.incoming, name))).length).toBeLessThan(1000);
  });

  it('are not written to elsewhere than at their end', async () => {
    const client = await start();
    const path = await client.created(6, film);
    for (const offset of [1, 6, 99]) {
      const refused = await client.append(path, offset, 'x');
      expect([refused.status, await codeOf(refused)]).toEqual([409, 'upload_offset_wrong']);
    }
    expect(await codeOf(await client.append(path, -1, 'x'))).toBe('upload_invalid');
    expect(await client.offset(path)).toBe(0);
  });

  it('are written to by one request at a time', async () => {
    const client = await start();
    const path = await client.created(6, film);
    const first = unfinishedPatch(origin, path, { size: 6, part: 'a f' });
    const size = async () => (await readFile(join(uploads.incoming, path.split('/').at(-1)!))).length;
    await expect.poll(size).toBe(3);
    const second = await client.append(path, 3, 'xxx');
    expect([second.status, await codeOf(second)]).toEqual([423, 'upload_busy']);
    const ended = new Promise<number | undefined>((resolve) =>
      first.on('response', ({ statusCode }) => resolve(statusCode)),
    );
    first.end('ilm');
    expect(await ended).toBe(204);
    expect(await readFile(join(uploads.masters, 'films/trailer.mp4'), 'utf8')).toBe('a film');
  });

  it('may be unfinished in a limited number, for each client and for all', async () => {
    const client = await start({ ONPLAY_UPLOADS_UNFINISHED: '8' });
    const create = (n: number) => client.create(6, { filename: `${n}.mp4` });
    const [first, second] = [await create(1), await create(2)];
    expect([first.status, second.status]).toEqual([201, 201]);
    const refused = await create(3);
    expect([refused.status, await codeOf(refused), refused.headers.get('retry-after')]).toEqual([
      503,
      'uploads_full',
      '60',
    ]);
    await client.append((first.headers.get('location') ?? '').replace('/api', ''), 0, 'a film');
    expect((await create(3)).status).toBe(201);
  });

  it('are refused where there is no space, also for those that are still to come', async () => {
    const free = { freeBytes: async () => 1_000_000 };
    const client = await start({ ONPLAY_DISK_MIN_FREE_BYTES: '400000' }, { intake: free });
    expect((await client.create(500_000, { filename: 'a.mp4' })).status).toBe(201);
    const refused = await client.create(500_000, { filename: 'b.mp4' });
    expect([refused.status, await codeOf(refused)]).toEqual([503, 'store_full']);
    expect((await client.create(50_000, { filename: 'b.mp4' })).status).toBe(201);
  });

  it('that are abandoned are removed, and make room for others', async () => {
    const client = await start({ ONPLAY_UPLOADS_UNFINISHED: '1', ONPLAY_UPLOAD_EXPIRY_SECONDS: '3600' });
    const path = await client.created(6, film);
    await client.append(path, 0, 'a f');
    const { intake } = origin.services;
    await intake.begin();
    expect(await client.offset(path)).toBe(3);
    const longAgo = Date.now() / 1000 - 3601;
    for (const name of await uploads.staged()) await utimes(join(uploads.incoming, name), longAgo, longAgo);
    await intake.begin();
    expect(await uploads.staged()).toEqual([]);
    expect(await codeOf(await client.append(path, 3, 'ilm'))).toBe('upload_unknown');
    expect((await client.create(6, film)).status).toBe(201);
  });

  it.each(['x', '0'.repeat(31), `${'0'.repeat(32)}.json`, '..%2f..%2ffilm.mp4', '%00', '0'.repeat(32)])(
    'are known by their ids alone, not by %s',
    async (id) => {
      const client = await start();
      for (const method of ['HEAD', 'DELETE'])
        expect((await client.request(`/uploads/${id}`, method, {})).status).toBe(404);
      const refused = await client.append(`/uploads/${id}`, 0, 'x');
      expect([refused.status, await codeOf(refused)]).toEqual([404, 'upload_unknown']);
      expect(await readdir(uploads.masters)).toContain('film.mp4');
    },
  );

  it('say nothing of paths in their errors, but in the log', async () => {
    const client = await start();
    const path = await client.created(6, film);
    await origin.put('films', 'a file in the way');
    const refused = await client.append(path, 0, 'a film');
    const text = await refused.text();
    expect(JSON.parse(text)).toMatchObject({ code: 'asset_place_taken' });
    expect(text).not.toContain(origin.root);
  });
});
