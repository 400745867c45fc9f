/** Which files of a real directory are masters, under which names: neighbours, Unicode, bytes, links. */
import { mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FolderStoreOptions, folderStore } from '../../src/stores/folder-store.js';
import type { Notice } from '../../src/stores/notices.js';
import type { Master, MasterStore } from '../../src/stores/store.js';
import { codeOf } from '../masters/support/errors.js';

const NFC = 'Caf\u00e9';
const NFD = 'Cafe\u0301';

let outside = '';
let root = '';
let store: MasterStore;
let notices: Notice[];

function open(options: FolderStoreOptions = {}): void {
  notices = [];
  store = folderStore(root, { onNotice: (notice) => notices.push(notice), ...options });
}

beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'onplay-names-'));
  root = join(outside, 'masters');
  await mkdir(root);
  await mkdir(join(outside, 'elsewhere'));
  await put('../elsewhere/secret.mp4');
  open();
});
afterEach(() => rm(outside, { recursive: true }));

/** Writes a file that contains its own name. */
const put = (name: string) => writeFile(join(root, name), name);

async function contentOf(master: Master | undefined): Promise<string | undefined> {
  const source = await master?.open();
  const bytes = await source?.read(0, 1000);
  await source?.close();
  return bytes && Buffer.from(bytes).toString();
}
const played = async (asset: string) => contentOf(await store.find(asset));
const noticed = () =>
  notices.map(({ kind, path, others }) => [kind, path.slice(root.length + 1), ...(others ?? [])]);

describe('a master', () => {
  it('has neighbours that are none: subtitles, proxies, thumbnails, half-written and hidden files', async () => {
    const neighbours = ['SRT', 'LRV', 'THM', 'xmp', 'MP4.part', 'mp4.crdownload', 'tmp', 'MP4~'];
    await Promise.all(['MP4', ...neighbours].map((extension) => put(`DJI_0001.${extension}`)));
    await Promise.all(['.DJI_0001.MP4', '._DJI_0001.mov'].map(put));
    expect(await store.list(10)).toStrictEqual(['DJI_0001']);
    expect(await played('DJI_0001')).toBe('DJI_0001.MP4');
    expect(await store.find('DJI_0001.SRT')).toBeUndefined();
    expect(noticed()).toStrictEqual([]);
  });

  it('is preferred to another of its name, which has its whole name', async () => {
    await put('film.mkv');
    await put('film.mp4');
    expect(await Promise.all(['film', 'film.mp4', 'film.mkv'].map(played))).toStrictEqual([
      ...['film.mp4', 'film.mp4', 'film.mkv'],
    ]);
    expect(await store.list(10)).toStrictEqual(['film', 'film.mkv']);
    expect(noticed()).toContainEqual(['preferred', 'film.mp4', 'film.mkv']);
  });

  it('keeps its name beside a preferred one that is being written, until that is complete', async () => {
    await put('film.mkv');
    expect(await played('film')).toBe('film.mkv');
    await put('film.mp4');
    const found = async () => contentOf(await store.find('film', { bypassCache: true }));
    expect(await found()).toBe('film.mkv');
    expect(noticed()).toStrictEqual([['preferred', 'film.mkv', 'film.mp4']]);
    const minutesAgo = new Date(Date.now() - 120_000);
    await utimes(join(root, 'film.mp4'), minutesAgo, minutesAgo);
    expect(await found()).toBe('film.mp4');
    expect(noticed().at(-1)).toStrictEqual(['preferred', 'film.mp4', 'film.mkv']);
  });

  it('keeps its name while it is being replaced beside another', async () => {
    await put('film.mp4');
    await put('film.mkv');
    expect(await played('film')).toBe('film.mp4');
    await writeFile(join(root, 'film.mp4'), 'replaced');
    expect(await contentOf(await store.find('film', { bypassCache: true }))).toBe('replaced');
  });

  it('keeps its whole name when the preferred one is removed', async () => {
    await put('film.mkv');
    await put('film.mp4');
    expect(await played('film.mkv')).toBe('film.mkv');
    await rm(join(root, 'film.mp4'));
    expect(await played('film.mkv')).toBe('film.mkv');
    expect(await played('film')).toBe('film.mkv');
  });
});

describe('a decomposed name', () => {
  it('is listed and found composed, of files and of directories', async () => {
    await mkdir(join(root, NFD));
    await put(`${NFD}/${NFD}.mp4`);
    expect(await store.list(10)).toStrictEqual([`${NFC}/${NFC}`]);
    expect(await played(`${NFC}/${NFC}`)).toBe(`${NFD}/${NFD}.mp4`);
    expect(await played(`${NFC}/${NFC}.mp4`)).toBe(`${NFD}/${NFD}.mp4`);
  });

  it('is found as soon as the directory is renamed to or from it', async () => {
    await mkdir(join(root, NFC));
    await put(`${NFC}/film.mp4`);
    expect(await played(`${NFC}/film`)).toBeDefined();
    await rename(join(root, NFC), join(root, NFD));
    expect(await store.find(`${NFC}/film`, { bypassCache: true })).toBeDefined();
    await rename(join(root, NFD), join(root, NFC));
    expect(await store.find(`${NFC}/film`, { bypassCache: true })).toBeDefined();
  });

  it('leads to the composed one where both exist, of files and of directories', async () => {
    await put(`${NFD}.mp4`);
    await put(`${NFC}.mp4`);
    for (const form of [NFD, NFC]) {
      await mkdir(join(root, `folder ${form}`));
      await put(`folder ${form}/film.mp4`);
    }
    expect(await store.list(10)).toStrictEqual([NFC, `folder ${NFC}/film`]);
    expect(await played(NFC)).toBe(`${NFC}.mp4`);
    expect(await played(`folder ${NFC}/film`)).toBe(`folder ${NFC}/film.mp4`);
    expect(noticed().sort()).toStrictEqual([
      ['hidden', `${NFD}.mp4`],
      ['hidden', `folder ${NFD}`],
    ]);
  });
});

describe('a name that no asset can have', () => {
  it('is neither listed nor found, and is noticed', async () => {
    for (const name of ['~draft.mp4', 'a\\b.mp4', '-.mp4', 'bell\u0007.mp4']) await put(name);
    expect(await store.list(10)).toStrictEqual([]);
    for (const asset of ['~draft', '~draft.mp4', 'a\\b', '-', 'bell\u0007'])
      expect(await store.find(asset)).toBeUndefined();
    expect(new Set(notices.map(({ kind }) => kind))).toStrictEqual(new Set(['unnamable']));
  });
});

describe('a name of bytes that are not UTF-8', () => {
  it('is neither listed nor found, of files and of directories', async () => {
    const bytes = (name: string) => Buffer.from(`${root}/${name}`, 'latin1');
    await writeFile(bytes('caf\xe9.mp4'), 'latin1');
    await mkdir(bytes('dir\xff'));
    await writeFile(bytes('dir\xff/film.mp4'), 'latin1');
    await put('film.mp4');
    expect(await store.list(10)).toStrictEqual(['film']);
    for (const asset of ['caf\ufffd', 'caf\u00e9', 'caf\ufffd.mp4', 'dir\ufffd/film'])
      expect(await store.find(asset)).toBeUndefined();
    expect(noticed().sort()).toContainEqual(['unnamable', 'caf\ufffd.mp4']);
    expect(noticed().sort()).toContainEqual(['unnamable', 'dir\ufffd']);
  });
});

describe('a symbolic link', () => {
  beforeEach(async () => {
    await mkdir(join(root, 'films'));
    await put('films/film.mp4');
  });
  const link = (target: string, name: string) => symlink(target, join(root, name));

  it('within the directory is listed and followed, to a file and to a directory', async () => {
    await link(join(root, 'films/film.mp4'), 'absolute.mp4');
    await link('films/film.mp4', 'relative.mp4');
    await link('films', 'more');
    expect(await store.list(10)).toStrictEqual(['absolute', 'films/film', 'more/film', 'relative']);
    for (const asset of ['absolute', 'relative', 'more/film'])
      expect(await played(asset)).toBe('films/film.mp4');
    expect(noticed()).toStrictEqual([]);
  });

  it('out of the directory is neither listed nor followed, and is noticed', async () => {
    await link(join(outside, 'elsewhere/secret.mp4'), 'file.mp4');
    await link('../elsewhere', 'folder');
    await link('../masters-of-others', 'nothing.mp4');
    expect(await store.list(10)).toStrictEqual(['films/film']);
    for (const asset of ['file', 'file.mp4', 'folder/secret', 'folder/secret.mp4', 'nothing'])
      expect(await store.find(asset)).toBeUndefined();
    expect(noticed()).toContainEqual(['link_outside', 'file.mp4']);
    expect(noticed()).toContainEqual(['link_outside', 'folder']);
    expect(noticed()).toContainEqual(['link_nowhere', 'nothing.mp4']);
    expect(notices.some(({ path }) => path.includes('secret'))).toBe(false);
  });

  it('out of the directory is followed where that is allowed', async () => {
    await link(join(outside, 'elsewhere/secret.mp4'), 'file.mp4');
    await link('../elsewhere', 'folder');
    open({ followLinks: true });
    expect(await store.list(10)).toStrictEqual(['file', 'films/film', 'folder/secret']);
    for (const asset of ['file', 'folder/secret'])
      expect(await played(asset)).toBe('../elsewhere/secret.mp4');
  });

  it('to the directory it is in is listed once, and never ends', async () => {
    await link('.', 'films/same');
    await link('..', 'films/up');
    await link('loop.mp4', 'loop.mp4');
    for (const followLinks of [false, true]) {
      open({ followLinks });
      expect(await store.list(10)).toStrictEqual(['films/film']);
      expect(await store.find('loop')).toBeUndefined();
    }
  });

  it('to a directory is no master, whatever its extension', async () => {
    await link('films', 'folder.mp4');
    expect(await store.list(10)).toStrictEqual(['films/film', 'folder.mp4/film']);
    expect(await store.find('folder')).toBeUndefined();
  });
});

describe('a file that was found', () => {
  it('is not opened through a link that has replaced it or its directory since', async () => {
    await mkdir(join(root, 'films'));
    await put('films/secret.mp4');
    const master = await store.find('films/secret');
    expect(await contentOf(master)).toBe('films/secret.mp4');
    await rename(join(root, 'films'), join(outside, 'moved'));
    await symlink(join(outside, 'moved'), join(root, 'films'));
    expect(await codeOf(() => master?.open())).toBe('master_changed');
    expect(await store.find('films/secret')).toBeUndefined();
    await rm(join(root, 'films'));
    await rename(join(outside, 'moved'), join(root, 'films'));
    expect(await contentOf(master)).toBe('films/secret.mp4');
  });
});

it('a master deeper or longer than names of assets can be is not listed', async () => {
  const deep = (levels: number) => Array.from({ length: levels }, () => 'd').join('/');
  await mkdir(join(root, deep(8)), { recursive: true });
  await put(`${deep(7)}/film.mp4`);
  await put(`${deep(8)}/film.mp4`);
  const long = Array.from({ length: 4 }, () => 'x'.repeat(250)).join('/');
  await mkdir(join(root, long), { recursive: true });
  await put(`${long}/short.mp4`);
  await put(`${long}/${'long'.repeat(10)}.mp4`);
  expect(await store.list(10)).toStrictEqual([`${deep(7)}/film`, `${long}/short`]);
});
