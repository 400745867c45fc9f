/** ffmpeg gets bytes, no paths or URLs: a file that is not a master is refused, and nothing it refers to is opened. */
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { COMMAND_MS, SOON_MS } from '../../support/budgets.js';
import { runTool } from '../../support/ffmpeg.js';
import { generateMaster, type MasterKind } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { type Bait, layBait } from './fixtures/bait.js';
import { withExternalMedia } from './fixtures/external-media.js';
import { hostileFiles } from './fixtures/hostile-files.js';
import { expectProblem } from './fixtures/problem.js';
import { timed, until } from './fixtures/wait.js';

const GENERATED: Partial<Record<MasterKind, string>> = {
  empty: 'master_empty',
  text: 'master_not_media',
  'random-bytes': 'master_not_media',
  'hls-playlist': 'master_playlist',
  mpd: 'master_playlist',
  'concat-script': 'master_playlist',
  jpeg: 'master_still_image',
};

let root: string;
let bait: Bait;
let server: Origin;
/** Expected problem codes by asset. */
const codes = new Map<string, string | RegExp>();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'onplay-hostile-'));
  const masters = join(root, 'masters');
  await mkdir(masters);
  bait = await layBait(masters);
  for (const [name, { content, code }] of Object.entries(hostileFiles(bait))) {
    await writeFile(join(masters, `${name}.mp4`), content, 'latin1');
    codes.set(name, code);
  }
  for (const [kind, code] of Object.entries(GENERATED)) {
    await copyFile(await generateMaster(kind as MasterKind), join(masters, `plain-${kind}.mp4`));
    codes.set(`plain-${kind}`, code);
  }
  const movie = await readFile(await generateMaster('silent'));
  for (const [name, url] of Object.entries({
    'external-url': bait.url,
    'external-file': `file://${bait.path}`,
  })) {
    await writeFile(join(masters, `${name}.mp4`), withExternalMedia(movie, url));
    codes.set(name, 'master_external_media');
  }
  server = await startOrigin({ folder: masters });
});

afterAll(async () => {
  await server?.stop();
  await bait?.remove();
  if (root) await rm(root, { recursive: true });
});

const manifest = (asset: string) => server.fetch(`/${asset}.m3u8?token=${server.token(asset)}`);
const refusals = (asset: string) =>
  server.log.filter((line) => line['msg'] === 'master refused' && line['asset'] === asset);

test('each is refused soon, then again from memory, and what it refers to is not opened', async () => {
  for (const [asset, code] of codes) {
    const { result, ms } = await timed(manifest(asset));
    await expectProblem(result, 422, code);
    expect(ms, asset).toBeLessThan(SOON_MS);
    const again = await Promise.all([1, 2, 3].map(() => manifest(asset)));
    for (const response of again) await expectProblem(response, 422, code);
    await vi.waitFor(() => expect(refusals(asset), asset).toHaveLength(1));
  }
  expect(codes.size).toBeGreaterThan(20);
  expect(bait.taken).toEqual([]);
});

test('a refusal reveals nothing that the master refers to', async () => {
  for (const asset of codes.keys()) {
    const text = await (await manifest(asset)).text();
    expect(text).not.toContain(new URL(bait.url).host);
    expect(text).not.toContain(root);
  }
});

test('a master that replaces a refused one plays', async () => {
  const asset = 'plain-text';
  expect((await manifest(asset)).status).toBe(422);
  const copy = join(root, 'copy.mp4');
  await copyFile(await generateMaster('silent'), copy);
  await rename(copy, join(root, 'masters', `${asset}.mp4`));
  await until('a manifest', async () => ((await manifest(asset)).status === 200 ? true : undefined));
});

test('a plain ffmpeg takes the bait, so the tests above prove something', async () => {
  const folder = join(root, 'plain-ffmpeg');
  await mkdir(folder);
  const another = await layBait(folder);
  const read = async (name: string, text: string, ...options: string[]) => {
    await writeFile(join(folder, name), text);
    const input = ['-protocol_whitelist', 'file,http,tcp', ...options, '-i', join(folder, name)];
    await runTool('ffmpeg', ['-v', 'quiet', '-nostdin', ...input, '-f', 'null', '-'], {
      timeoutMs: COMMAND_MS,
    });
  };
  await read('one.m3u8', `#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n${another.url}\n#EXT-X-ENDLIST\n`);
  expect(another.taken).toContain('url');
  await read('one.ffconcat', `ffconcat version 1.0\nfile '${another.path}'\n`, '-safe', '0');
  expect(another.taken).toContain('path');
  await another.remove();
});
