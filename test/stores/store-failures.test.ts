/** Masters that are absent, and stores that are unavailable. */
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { folderStore } from '../../src/stores/folder-store.js';
import type { MasterStore } from '../../src/stores/store.js';
import { codeOf } from '../masters/support/errors.js';

let outside = '';
let root = '';
let store: MasterStore;

beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'onplay-store-failures-'));
  root = join(outside, 'masters');
  await mkdir(join(root, 'courses'), { recursive: true });
  await writeFile(join(root, 'trailer.mp4'), 'trailer');
  await writeFile(join(root, 'courses', 'intro.mp4'), 'intro');
  store = folderStore(root);
});

afterEach(() => rm(outside, { recursive: true }));

/** Like unmounting a disk: its content disappears, and an empty directory is in its place. */
async function unmount(folder: string): Promise<void> {
  await rename(folder, join(outside, 'away'));
  await mkdir(folder);
}

async function mount(folder: string): Promise<void> {
  await rm(folder, { recursive: true });
  await rename(join(outside, 'away'), folder);
}

const isUnavailable = async (asset: string) =>
  (await codeOf(() => store.find(asset))) === 'store_unavailable';

describe('a masters directory that does not exist', () => {
  beforeEach(() => rename(root, join(outside, 'away')));

  test.each(['trailer', 'courses/intro', 'other'])('is unavailable for %s', async (asset) => {
    expect(await isUnavailable(asset)).toBe(true);
  });

  test('cannot be listed', async () => {
    expect(await codeOf(() => store.list(10))).toBe('store_unavailable');
  });

  test('is not read for an impossible name', async () => {
    expect(await store.find('../trailer')).toBeUndefined();
  });

  test('serves its masters as soon as it is back', async () => {
    expect(await isUnavailable('trailer')).toBe(true);
    await rename(join(outside, 'away'), root);
    expect(await store.find('trailer')).toBeDefined();
    expect(await store.list(10)).toEqual(['courses/intro', 'trailer']);
  });
});

test('a masters directory that is a file is unavailable', async () => {
  store = folderStore(join(root, 'trailer.mp4'));
  expect(await isUnavailable('trailer')).toBe(true);
  expect(await codeOf(() => store.list(10))).toBe('store_unavailable');
});

test.each(['other', 'trailer/x', 'courses/other', 'films/other', 'films/old/other', 'x'.repeat(500)])(
  '%s is absent from a readable directory',
  async (asset) => {
    expect(await store.find(asset)).toBeUndefined();
  },
);

describe('an empty directory in place of one that held something', () => {
  test('is unavailable, for assets found before and for others, until the original is back', async () => {
    expect(await store.find('trailer')).toBeDefined();
    await unmount(root);
    for (const asset of ['trailer', 'courses/intro', 'other']) expect(await isUnavailable(asset)).toBe(true);
    expect(await codeOf(() => store.list(10))).toBe('store_unavailable');
    await mount(root);
    expect(await store.find('trailer')).toBeDefined();
    expect(await store.find('other')).toBeUndefined();
  });

  test('is unavailable also as a subdirectory, where one of several shares is mounted', async () => {
    expect(await store.find('courses/intro')).toBeDefined();
    await unmount(join(root, 'courses'));
    for (const asset of ['courses/intro', 'courses/german/intro'])
      expect(await isUnavailable(asset)).toBe(true);
    expect(await store.find('trailer')).toBeDefined();
  });

  test('is available once it holds something', async () => {
    expect(await store.find('trailer')).toBeDefined();
    await unmount(root);
    await writeFile(join(root, 'fresh.mp4'), 'fresh');
    expect(await store.find('trailer')).toBeUndefined();
    expect(await store.find('fresh')).toBeDefined();
    await rm(join(root, 'fresh.mp4'));
    expect(await store.find('fresh')).toBeUndefined();
  });
});

describe('an empty directory', () => {
  test('that never held anything is unavailable, and has an empty list', async () => {
    const empty = join(outside, 'empty');
    await mkdir(empty);
    store = folderStore(empty);
    expect(await isUnavailable('trailer')).toBe(true);
    expect(await store.list(10)).toEqual([]);
  });

  test('is available when it is the same one that held something', async () => {
    expect(await store.find('trailer')).toBeDefined();
    await rm(join(root, 'trailer.mp4'));
    await rm(join(root, 'courses'), { recursive: true });
    for (const asset of ['trailer', 'courses/intro']) expect(await store.find(asset)).toBeUndefined();
    expect(await store.list(10)).toEqual([]);
  });
});

describe('a master that was found', () => {
  test('is unavailable when its store is, and changed when only the file is removed', async () => {
    const master = await store.find('trailer');
    await unmount(root);
    expect(await codeOf(() => master?.open())).toBe('store_unavailable');
    await mount(root);
    await (await master?.open())?.close();
    await rm(join(root, 'trailer.mp4'));
    expect(await codeOf(() => master?.open())).toBe('master_changed');
  });
});
