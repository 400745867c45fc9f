/** Where the system does not tell the path of an open file, as without /proc. */
import { mkdir, mkdtemp, open, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isOpenedWithin } from '../../src/stores/links.js';

vi.mock('node:fs/promises', async (original) => ({
  ...(await original<typeof import('node:fs/promises')>()),
  readlink: () => Promise.reject(new Error('there is no /proc')),
}));

let folder: string;
let root: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-links-'));
  root = join(folder, 'masters');
  await mkdir(root);
  await writeFile(join(root, 'film.mp4'), 'film');
  await writeFile(join(folder, 'secret.mp4'), 'secret');
});
afterEach(() => rm(folder, { recursive: true }));

it('a file in the directory is within it, one that a link leads to out of it is not', async () => {
  await symlink('film.mp4', join(root, 'inside.mp4'));
  await symlink('../secret.mp4', join(root, 'outside.mp4'));
  for (const [name, isInside] of [
    ['film.mp4', true],
    ['inside.mp4', true],
    ['outside.mp4', false],
  ] as const) {
    const handle = await open(join(root, name));
    expect([name, await isOpenedWithin(root, handle, join(root, name))]).toStrictEqual([name, isInside]);
    await handle.close();
  }
});

it('a file is not within the directory when its path leads to another since it was opened', async () => {
  const path = join(root, 'film.mp4');
  await symlink('../secret.mp4', join(root, 'link.mp4'));
  await rename(join(root, 'link.mp4'), path);
  const handle = await open(path);
  await rm(path);
  await writeFile(path, 'harmless');
  expect(await isOpenedWithin(root, handle, path)).toBe(false);
  await rm(path);
  expect(await isOpenedWithin(root, handle, path)).toBe(false);
  await handle.close();
});
