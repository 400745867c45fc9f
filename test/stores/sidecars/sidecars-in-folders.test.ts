/** Sidecars in a real directory: links, sizes, odd names, and what thousands of them cost. */
import { createHook } from 'node:async_hooks';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderStore } from '../../../src/stores/folder-store.js';
import { readSidecar } from '../../../src/stores/sidecars/read-sidecar.js';
import type { MasterStore } from '../../../src/stores/store.js';
import { codeOf } from '../../masters/support/errors.js';
import { processorMs } from '../../support/processor-time.js';

let outside = '';
let root = '';
let store: MasterStore;

beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'onplay-sidecars-'));
  root = join(outside, 'masters');
  await mkdir(root);
  await put('film.mp4');
  store = folderStore(root);
});
afterEach(() => rm(outside, { recursive: true }));

const put = (name: string) => writeFile(join(root, name), name);
const sidecars = async () => {
  const master = await store.find('film', { bypassCache: true });
  if (!master?.sidecars) throw new Error('there is no film');
  return master.sidecars;
};
const names = async () => (await sidecars()).files.map(({ name }) => name);

describe('a link', () => {
  it('that stays in the folder is a sidecar, one that leaves it is none', async () => {
    await put('english');
    await put('../secret');
    await symlink('english', join(root, 'film.en.vtt'));
    await symlink('../secret', join(root, 'film.de.vtt'));
    await symlink('nothing', join(root, 'film.fr.vtt'));
    expect(await names()).toStrictEqual(['film.en.vtt']);
  });

  it('that is put in place of a sidecar gives no byte of what is outside', async () => {
    await put('../secret');
    await put('film.en.vtt');
    const [english] = (await sidecars()).files;
    await rm(join(root, 'film.en.vtt'));
    await symlink('../secret', join(root, 'film.en.vtt'));
    expect(await codeOf(() => readSidecar(english!))).toBe('sidecar_changed');
  });
});

describe('a file that cannot be a sidecar', () => {
  it('is named if it is too large, and nothing of it is read', async () => {
    for (const name of ['film.json', 'film.png', 'film.en.vtt', 'film.es.m4a']) {
      await put(name);
      await truncate(join(root, name), 40_000_000);
    }
    const { files, ignored } = await sidecars();
    expect(files.map(({ name }) => name)).toStrictEqual(['film.es.m4a']);
    expect(ignored.map(({ name, problem }) => `${name} ${problem}`)).toStrictEqual([
      'film.en.vtt too_large',
      'film.png too_large',
      'film.json too_large',
    ]);
  });

  it('is a folder, or is hidden', async () => {
    await mkdir(join(root, 'film.en.vtt'));
    await put('.film.de.vtt');
    expect(await sidecars()).toMatchObject({ files: [], ignored: [] });
  });

  it('may have a name of 255 bytes, or with control characters', async () => {
    const long = `film.${'x'.repeat(246)}.vtt`;
    await put(long);
    await put('film.\u0007\n.vtt');
    const { ignored } = await sidecars();
    expect(ignored.map(({ name }) => name)).toStrictEqual(['film.\u0007\n.vtt', long]);
  });
});

describe('ten thousand sidecars in one folder', () => {
  const languages = ['ar', 'de', 'en', 'es', 'fr', 'it', 'ja', 'ko', 'pt', 'zh'];

  it('cost a request nothing: the folder is read once, and a look opens only what is of the film', async () => {
    for (let film = 0; film < 1000; film++)
      await Promise.all(languages.map((language) => put(`film${film}.${language}.vtt`)));
    await put('film7.mp4');
    await put('film.en.vtt');
    const listing = await processorMs(sidecars);
    const reads = countedReads();
    const looks = await processorMs(async () => {
      for (let i = 0; i < 200; i++) expect((await store.find('film'))?.sidecars?.files).toHaveLength(1);
    });
    expect(reads.end()).toBe(0);
    expect((await store.find('film7'))?.sidecars?.files).toHaveLength(10);
    // One look costs far less than a reading of the folder.
    expect(looks / 200).toBeLessThan(listing / 4);
  });
});

/** Counts the directories that are opened. */
function countedReads() {
  let count = 0;
  const hook = createHook({
    init: (_id, type) => {
      if (type === 'DIRHANDLE') count += 1;
    },
  }).enable();
  return {
    end: () => {
      hook.disable();
      return count;
    },
  };
}
