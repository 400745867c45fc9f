/** What a killed server leaves of masters that were coming in. */
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Origin, startOrigin } from '../../support/origin.js';
import { metadataOf } from '../../uploads/support/tus-requests.js';

let folder: string;
let source: Server;
let origin: Origin | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-killed-'));
  source = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'video/mp4' });
    response.write('half a film');
  });
  await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await origin?.stop();
  source?.closeAllConnections();
  source?.close();
  await rm(folder, { recursive: true, force: true });
});

const start = () =>
  startOrigin({
    folder,
    env: {
      ONPLAY_UPLOADS: 'on',
      ONPLAY_IMPORT_FROM: '127.0.0.1',
      ONPLAY_IMPORT_PRIVATE_ADDRESSES: 'on',
      ONPLAY_DISK_MIN_FREE_BYTES: '0',
    },
  });

const incoming = () => join(folder, '.onplay-incoming');

function manage(path: string, method: string, headers: Record<string, string>, body?: string) {
  return origin!.fetch(`/api${path}`, {
    method,
    headers: { Authorization: `Bearer ${origin!.adminKey}`, 'Tus-Resumable': '1.0.0', ...headers },
    ...(body !== undefined && { body }),
  });
}

it('is no master; an import is removed when no process can be writing it, and an upload goes on', async () => {
  origin = await start();
  const { port } = source.address() as AddressInfo;
  await manage(
    '/assets',
    'POST',
    { 'Content-Type': 'application/json' },
    JSON.stringify({
      asset: 'film',
      source: `http://127.0.0.1:${port}/film.mp4`,
    }),
  );
  const isPartial = (name: string) => /^imp_.*\.part$/.test(name);
  await expect.poll(async () => (await readdir(incoming()).catch(() => [])).some(isPartial)).toBe(true);
  const created = await manage('/uploads', 'POST', {
    'Upload-Length': '6',
    'Upload-Metadata': metadataOf({ filename: 'other.mp4' }),
  });
  const path = (created.headers.get('location') ?? '').replace('/api', '');
  const bytes = { 'Content-Type': 'application/offset+octet-stream' };
  await manage(path, 'PATCH', { ...bytes, 'Upload-Offset': '0' }, 'a f');
  const ended = new Promise((resolve) => origin!.process.once('exit', resolve));
  origin.process.kill('SIGKILL');
  await ended;
  await origin.stop();

  const left = await readdir(incoming());
  expect(await readdir(folder)).toEqual(['.onplay-incoming']);
  expect(left.some(isPartial)).toBe(true);
  const longAgo = Date.now() / 1000 - 3600;
  for (const name of left.filter(isPartial)) await utimes(join(incoming(), name), longAgo, longAgo);

  origin = await start();
  expect((await readdir(incoming())).some(isPartial)).toBe(false);
  expect((await manage(path, 'HEAD', {})).headers.get('upload-offset')).toBe('3');
  expect((await manage(path, 'PATCH', { ...bytes, 'Upload-Offset': '3' }, 'ilm')).status).toBe(204);
  expect((await readdir(folder)).sort()).toEqual(['.onplay-incoming', 'other.mp4']);
});
