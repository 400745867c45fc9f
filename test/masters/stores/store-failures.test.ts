/** What is not there, and what cannot be told. */
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { folderStore } from '../../../src/masters/stores/folder-store.js';
import type { MasterStore } from '../../../src/masters/stores/store.js';
import { codeOf } from '../support/errors.js';

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

/** As a disk that is unmounted: its content is away, and an empty folder is in its place. */
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

describe('a folder of masters that is not there', () => {
  beforeEach(() => rename(root, join(outside, 'away')));

  test.each(['trailer', 'courses/intro', 'other'])('says nothing of %s', async (asset) => {
    expect(await isUnavailable(asset)).toBe(true);
  });

  test('has no list', async () => {
    expect(await codeOf(() => store.list(10))).toBe('store_unavailable');
  });

  test('is not asked for a name that cannot be', async () => {
    expect(await store.find('../trailer')).toBeUndefined();
  });

  test('holds what it held as soon as it is back', async () => {
    expect(await isUnavailable('trailer')).toBe(true);
    await rename(join(outside, 'away'), root);
    expect(await store.find('trailer')).toBeDefined();
    expect(await store.list(10)).toEqual(['courses/intro', 'trailer']);
  });
});

test('a folder of masters that is a file is unavailable', async () => {
  store = folderStore(join(root, 'trailer.mp4'));
  expect(await isUnavailable('trailer')).toBe(true);
  expect(await codeOf(() => store.list(10))).toBe('store_unavailable');
});

test.each(['other', 'trailer/x', 'courses/other', 'films/other', 'films/old/other', 'x'.repeat(500)])(
  'in a folder that can be read, %s is not there',
  async (asset) => {
    expect(await store.find(asset)).toBeUndefined();
  },
);

describe('an empty folder in place of one that held something', () => {
  test('is unavailable, for what was found before and for what was not, until the other is back', async () => {
    expect(await store.find('trailer')).toBeDefined();
    await unmount(root);
    for (const asset of ['trailer', 'courses/intro', 'other']) expect(await isUnavailable(asset)).toBe(true);
    expect(await codeOf(() => store.list(10))).toBe('store_unavailable');
    await mount(root);
    expect(await store.find('trailer')).toBeDefined();
    expect(await store.find('other')).toBeUndefined();
  });

  test('is unavailable inside the folder too, where one share of several is mounted', async () => {
    expect(await store.find('courses/intro')).toBeDefined();
    await unmount(join(root, 'courses'));
    for (const asset of ['courses/intro', 'courses/german/intro'])
      expect(await isUnavailable(asset)).toBe(true);
    expect(await store.find('trailer')).toBeDefined();
  });

  test('that is filled anew is taken for what it is', async () => {
    expect(await store.find('trailer')).toBeDefined();
    await unmount(root);
    await writeFile(join(root, 'fresh.mp4'), 'fresh');
    expect(await store.find('trailer')).toBeUndefined();
    expect(await store.find('fresh')).toBeDefined();
    await rm(join(root, 'fresh.mp4'));
    expect(await store.find('fresh')).toBeUndefined();
  });
});

describe('an empty folder', () => {
  test('that was never seen otherwise proves nothing, and has an empty list', async () => {
    const empty = join(outside, 'empty');
    await mkdir(empty);
    store = folderStore(empty);
    expect(await isUnavailable('trailer')).toBe(true);
    expect(await store.list(10)).toEqual([]);
  });

  test('is empty in truth when it is the one that held something', async () => {
    expect(await store.find('trailer')).toBeDefined();
    await rm(join(root, 'trailer.mp4'));
    await rm(join(root, 'courses'), { recursive: true });
    for (const asset of ['trailer', 'courses/intro']) expect(await store.find(asset)).toBeUndefined();
    expect(await store.list(10)).toEqual([]);
  });
});

describe('a master that was found', () => {
  test('is unavailable with its store, and changed when it alone is gone', async () => {
    const master = await store.find('trailer');
    await unmount(root);
    expect(await codeOf(() => master?.open())).toBe('store_unavailable');
    await mount(root);
    await (await master?.open())?.close();
    await rm(join(root, 'trailer.mp4'));
    expect(await codeOf(() => master?.open())).toBe('master_changed');
  });
});
