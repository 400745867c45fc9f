/** The composed server, in this process, with a real ffmpeg. */
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signToken } from '../../src/access/tokens/sign-token.js';
import { Buckets } from '../../src/composition/library/buckets.js';
import { type RunningServer, startServer } from '../../src/composition/server/start-server.js';
import { loadConfig } from '../../src/config/config.js';
import { toAssetId } from '../../src/shared/asset-id.js';
import { createLogger } from '../../src/shared/log.js';
import { packageVersion } from '../../src/shared/version.js';
import { folderStore } from '../../src/stores/folder-store.js';
import { generateMaster, type MasterKind } from '../support/masters.js';
import { patientFetch } from '../support/patient-fetch.js';

const SECRET = 'a secret for the whole server, long enough';
const indexingWorker = new URL('../support/indexing-worker.mjs', import.meta.url);
const ADMIN_KEY = 'an-admin-key-for-tests';

let root: string;
let server: RunningServer | undefined;
let lines: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'onplay-main-'));
  await mkdir(join(root, 'masters'));
  lines = [];
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  await rm(root, { recursive: true, force: true });
});

const put = async (name: string, kind: MasterKind) =>
  copyFile(await generateMaster(kind), join(root, 'masters', name));

async function start(env: Record<string, string> = {}, openOnLoopback = false): Promise<string> {
  const config = loadConfig(
    {
      PATH: process.env['PATH'],
      FFMPEG_PATH: process.env['FFMPEG_PATH'],
      ONPLAY_PORT: '0',
      ONPLAY_TOKEN_SECRET: SECRET,
      ONPLAY_ADMIN_KEY: ADMIN_KEY,
      ...env,
    },
    root,
  );
  const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
  const store = folderStore(config.mastersPath);
  server = await startServer(config, {
    store,
    buckets: new Buckets(config),
    log,
    openOnLoopback,
    indexingWorker,
  });
  return `http://127.0.0.1:${server.port}`;
}

/** Segment URLs of the last rendition whose id starts with `rendition`; those of the first one are prefetched with the manifest. */
async function segmentsOf(url: string, asset: string, rendition = 'v'): Promise<string[]> {
  const token = signToken(SECRET, toAssetId(asset), { ttlSeconds: 60 });
  const manifest = `${url}/${asset}.m3u8?token=${token}`;
  // On a busy machine, preparing a master takes longer than a request waits.
  const response = await patientFetch(manifest);
  const text = await response.text();
  expect([response.status, text]).toStrictEqual([200, expect.stringContaining('#EXTM3U')]);
  const uri = text.match(new RegExp(`-/[^"\\s]*/${rendition}[^"\\s]*`, 'g'))?.at(-1) ?? '';
  const media = new URL(uri, manifest);
  const playlist = await (await fetch(media)).text();
  return (playlist.match(/^\d+\.m4s$/gm) ?? []).map((segment) => new URL(segment, media).href);
}

describe('a started server', () => {
  it('plays a master: manifest, init segment and media', async () => {
    await put('film.mp4', 'two-languages');
    const url = await start();
    for (const rendition of ['v', 'a']) {
      const [segment = ''] = await segmentsOf(url, 'film', rendition);
      const response = await fetch(segment);
      expect(response.status).toBe(200);
      expect(Buffer.from(await response.arrayBuffer()).includes('moof')).toBe(true);
      const init = await fetch(new URL('init.mp4', segment));
      expect(Buffer.from(await init.arrayBuffer()).includes('ftyp')).toBe(true);
    }
    expect(server?.services.version).toBe(packageVersion());
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'serving', port: server?.port });
  });

  it('remuxes a master again when its copy was removed', async () => {
    await put('web.mp3', 'mp3-cover');
    const url = await start();
    const [segment = ''] = await segmentsOf(url, 'web', 'a');
    await vi.waitFor(() => expect(server?.services.scheduler.running).toBe(0));
    const copies = join(root, 'var', 'copies');
    const [version = ''] = await readdir(copies);
    await rm(join(copies, version), { recursive: true });
    const missing = await fetch(segment);
    expect([missing.status, missing.headers.get('retry-after')]).toStrictEqual([503, '1']);
    expect(await missing.json()).toMatchObject({ code: 'master_copy_missing' });
    expect((await patientFetch(segment)).status).toBe(200);
  });

  it('detects that a master is replaced during playback', async () => {
    await put('film.mp4', 'two-languages');
    const url = await start();
    const before = await segmentsOf(url, 'film');
    await rm(join(root, 'masters', 'film.mp4'));
    await put('film.mp4', 'silent');
    await vi.waitFor(async () => expect((await fetch(before.at(-1) ?? '')).status).toBe(410));
    const [after = ''] = await segmentsOf(url, 'film');
    expect((await fetch(after)).status).toBe(200);
  });
});

describe('the demo', () => {
  it('is open to this machine, unless a proxy is trusted, behind which every request would come from this machine', async () => {
    const open = await start({}, true);
    expect((await fetch(`${open}/api/status`)).status).toBe(200);
    await server?.stop();
    const behindProxy = await start({ ONPLAY_TRUST_PROXY: 'loopback' }, true);
    expect((await fetch(`${behindProxy}/api/status`)).status).toBe(401);
  });
});

describe('stopping', () => {
  it('happens once however often it is called, and leaves nothing behind', async () => {
    await put('film.mp4', 'two-languages');
    const url = await start();
    await segmentsOf(url, 'film');
    const [first, second] = [server?.stop(), server?.stop()];
    expect(first).toBe(second);
    await first;
    expect(server?.services.registry.count).toBe(0);
    expect(server?.services.isReady()).toBe(false);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    expect(lines.filter((line) => line.includes('"stopping"'))).toHaveLength(1);
  });
});

describe('a server that cannot start', () => {
  it.each([
    ['ffmpeg_missing', { FFMPEG_PATH: '/nowhere/ffmpeg' }],
    ['data_unwritable', { ONPLAY_DATA: '/dev/null/var' }],
  ])('says why: %s', async (code, env) => {
    await expect(start(env)).rejects.toMatchObject({ code });
  });

  it('throws when its port is in use', async () => {
    await start();
    const taken = server;
    await expect(start({ ONPLAY_PORT: String(taken?.port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await taken?.stop();
  });
});
