import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fileListStore } from '../../src/stores/file-list-store.js';
import { folderStore } from '../../src/stores/folder-store.js';
import type { MasterStore } from '../../src/stores/store.js';
import { codeOf } from '../masters/support/errors.js';

let outside = '';
let root = '';
let store: MasterStore;

beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'onplay-store-'));
  root = join(outside, 'masters');
  await mkdir(join(root, 'courses'), { recursive: true });
  await writeFile(join(root, 'trailer.mp4'), 'trailer');
  await writeFile(join(root, 'courses', 'intro.v2.mov'), 'intro');
  await writeFile(join(outside, 'secret.mp4'), 'secret');
  store = folderStore(root);
});

afterEach(() => rm(outside, { recursive: true }));

const contentOf = async (asset: string) => {
  const source = await (await store.find(asset))?.open();
  const bytes = await source?.read(0, 100);
  await source?.close();
  return bytes && Buffer.from(bytes).toString();
};

test('an asset id is the path of a file without its extension', async () => {
  expect(await contentOf('trailer')).toBe('trailer');
  expect(await contentOf('courses/intro.v2')).toBe('intro');
  expect(await store.list(10)).toEqual(['courses/intro.v2', 'trailer']);
  expect(await store.list(1)).toEqual(['courses/intro.v2']);
});

test.each([
  '../secret',
  'courses/../../secret',
  'courses/../trailer',
  './trailer',
  '/trailer',
  'trailer/',
  'courses//intro.v2',
  'courses\\intro.v2',
  'trailer\0',
  '',
  '.',
  '..',
  'nothing',
  'trailer.mov',
  'trailer.MP4',
  'courses',
  'trailer/x',
  `${'long'.repeat(2000)}`,
  `${'deep/'.repeat(2000)}x`,
])('%j is not an asset', async (asset) => {
  expect(await store.find(asset)).toBeUndefined();
});

test('hidden files, files without an extension and directories are not masters', async () => {
  await writeFile(join(root, '.hidden.mp4'), '');
  await writeFile(join(root, 'plain'), '');
  await mkdir(join(root, 'folder.mp4'));
  await mkdir(join(root, '.git'));
  await writeFile(join(root, '.git', 'x.mp4'), '');
  expect(await store.list(10)).toEqual(['courses/intro.v2', 'trailer']);
  for (const asset of ['.hidden', 'plain', 'folder', '.git/x'])
    expect(await store.find(asset)).toBeUndefined();
});

test('a second file of a cached name is found when the caller reports a change, and when the first is removed', async () => {
  expect(await contentOf('trailer')).toBe('trailer');
  await writeFile(join(root, 'trailer.mov'), 'second');
  expect((await store.find('trailer.mov', { bypassCache: true }))?.size).toBe(6);
  expect(await contentOf('trailer')).toBe('trailer');
  await rm(join(root, 'trailer.mp4'));
  expect(await contentOf('trailer')).toBe('second');
  expect(await contentOf('trailer.mov')).toBe('second');
  await rename(join(root, 'trailer.mov'), join(root, 'trailer.mkv'));
  expect(await contentOf('trailer')).toBe('second');
});

test('a FIFO with a media name is not a master and does not block', async () => {
  execFileSync('mkfifo', [join(root, 'pipe.mp4')]);
  expect(await store.find('pipe')).toBeUndefined();
});

describe('a version', () => {
  const version = async () => (await store.find('trailer'))?.version;

  test('stays the same while the file is unchanged, and is safe in a URL', async () => {
    expect(await version()).toBe(await version());
    expect(await version()).toMatch(/^[0-9a-f]{20}$/);
  });

  test('changes with the size, the modification time and the inode', async () => {
    const versions = [await version()];
    await writeFile(join(root, 'trailer.mp4'), 'longer trailer');
    versions.push(await version());
    await utimes(join(root, 'trailer.mp4'), 1, 1);
    versions.push(await version());
    await writeFile(join(root, 'other.tmp'), 'longer trailer');
    await utimes(join(root, 'other.tmp'), 1, 1);
    await rename(join(root, 'other.tmp'), join(root, 'trailer.mp4'));
    versions.push(await version());
    expect(new Set(versions).size).toBe(4);
  });

  test('that was replaced or removed cannot be opened', async () => {
    const master = await store.find('trailer');
    await writeFile(join(root, 'trailer.mp4'), 'another trailer');
    expect(await codeOf(() => master?.open())).toBe('master_changed');
    await rm(join(root, 'trailer.mp4'));
    expect(await codeOf(() => master?.open())).toBe('master_changed');
  });
});

test('a read beyond the end returns the bytes before it', async () => {
  const source = await (await store.find('trailer'))!.open();
  expect(Buffer.from(await source.read(4, 100)).toString()).toBe('ler');
  expect((await source.read(50, 10)).byteLength).toBe(0);
  await truncate(join(root, 'trailer.mp4'), 2);
  expect(Buffer.from(await source.read(0, 100)).toString()).toBe('tr');
  await source.close();
});

test('a file list store finds files by name, the later of two', async () => {
  const list = fileListStore([
    join(root, 'trailer.mp4'),
    join(outside, 'secret.mp4'),
    join(outside, 'gone.mp4'),
  ]);
  expect(await list.list(10)).toEqual(['gone', 'secret', 'trailer']);
  expect((await list.find('secret'))?.size).toBe(6);
  expect(await list.find('gone')).toBeUndefined();
  expect(await list.find('other')).toBeUndefined();
});
