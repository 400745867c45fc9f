/** A server is killed while it copies a master from a URL; the next one goes on with it, and it plays. */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bytesOf, readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';

const MIB = 1024 * 1024;
/** What is sent before the server is killed: more than it holds without having flushed it. */
const SENT = 24 * MIB;

let folder: string;
let film: Buffer;
let source: Server;
let origin: Origin | undefined;
const offsets: number[] = [];

/** A master of this size, with a `free` box at its end (ISO/IEC 14496-12 8.1.2). */
async function filmOf(bytes: number): Promise<Buffer> {
  const master = await readFile(await generateMaster('silent'));
  const free = Buffer.alloc(bytes - master.length);
  free.writeUInt32BE(free.length);
  free.write('free', 4, 'latin1');
  return Buffer.concat([master, free]);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-resumed-'));
  await mkdir(join(folder, 'masters'));
  film = await filmOf(40 * MIB);
  source = createServer((request, response) => {
    const offset = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    offsets.push(offset);
    response.writeHead(offset > 0 ? 206 : 200, {
      ...{ 'Content-Type': 'video/mp4', ETag: '"1"', 'Content-Length': film.length - offset },
      ...(offset > 0 && { 'Content-Range': `bytes ${offset}-${film.length - 1}/${film.length}` }),
    });
    if (offsets.length === 1) response.write(film.subarray(0, SENT));
    else response.end(film.subarray(offset));
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
    folder: join(folder, 'masters'),
    env: {
      ONPLAY_DATA: join(folder, 'data'),
      ONPLAY_IMPORT_FROM: '127.0.0.1',
      ONPLAY_IMPORT_PRIVATE_ADDRESSES: 'on',
      ONPLAY_DISK_MIN_FREE_BYTES: '0',
    },
  });

const manage = async (path: string, init: RequestInit = {}) => {
  const headers = { Authorization: `Bearer ${origin!.adminKey}`, 'Content-Type': 'application/json' };
  return (await (await origin!.fetch(`/api${path}`, { headers, ...init })).json()) as {
    readonly id: string;
    readonly state: string;
    readonly bytes: number;
  };
};

it('is gone on with where it was on the disk, under the same id, and plays', async () => {
  origin = await start();
  const { port } = source.address() as AddressInfo;
  const body = JSON.stringify({
    asset: 'film',
    source: `http://127.0.0.1:${port}/film.mp4?signature=secret`,
  });
  const { id } = await manage('/assets', { method: 'POST', body });
  await expect.poll(async () => (await manage(`/imports/${id}`)).bytes).toBe(SENT);
  const ended = new Promise((resolve) => origin!.process.once('exit', resolve));
  origin.process.kill('SIGKILL');
  await ended;
  await origin.stop();

  origin = await start();
  await expect.poll(async () => (await manage(`/imports/${id}`)).state).toBe('done');
  expect(offsets).toHaveLength(2);
  expect(offsets[1]).toBeGreaterThanOrEqual(16 * MIB);
  expect((await readFile(join(folder, 'masters/film.mp4'))).equals(film)).toBe(true);
  expect(await readdir(join(folder, 'masters/.onplay-incoming'))).toEqual([]);
  expect(await readdir(join(folder, 'data/imports'))).toEqual([]);
  expect(JSON.stringify(origin.log)).not.toContain('secret');
  const { variants } = await readPresentation(origin, 'film');
  expect((await bytesOf(variants[0]!.segments[0]!)).length).toBeGreaterThan(1000);
});
