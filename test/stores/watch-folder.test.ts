import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FolderWatch, watchFolder } from '../../src/stores/watch-folder.js';

let folder: string;
let watch: FolderWatch;
const changed = vi.fn<(path: string) => void>();

beforeEach(async () => {
  changed.mockReset();
  folder = await mkdtemp(join(tmpdir(), 'onplay-watch-'));
  await mkdir(join(folder, 'films'));
  await writeFile(join(folder, 'films', 'old.mp4'), 'old');
  watch = watchFolder(folder, changed, () => undefined);
  await watch.ready;
});
afterEach(async () => {
  await watch.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a watched directory', () => {
  it('does not report files that were there before', () => {
    expect(changed).not.toHaveBeenCalled();
  });

  it('reports files that are added, replaced by renaming and removed', async () => {
    const reported = (path: string) => vi.waitFor(() => expect(changed).toHaveBeenCalledWith(path));
    await writeFile(join(folder, 'new.mp4'), 'new');
    await reported('new.mp4');
    changed.mockReset();
    await writeFile(join(folder, 'next'), 'another');
    await rename(join(folder, 'next'), join(folder, 'films', 'old.mp4'));
    await reported('films/old.mp4');
    changed.mockReset();
    await rm(join(folder, 'films', 'old.mp4'));
    await reported('films/old.mp4');
  });

  it('reports files in subdirectories that are added, moved and removed', async () => {
    const reported = (path: string) => vi.waitFor(() => expect(changed).toHaveBeenCalledWith(path), 5000);
    await mkdir(join(folder, 'season', 'one'), { recursive: true });
    await writeFile(join(folder, 'season', 'one', 'first.mp4'), 'first');
    await reported('season/one/first.mp4');
    await rename(join(folder, 'season'), join(folder, 'films', 'season'));
    await reported('films/season/one/first.mp4');
    changed.mockReset();
    await writeFile(join(folder, 'films', 'season', 'one', 'first.mp4'), 'another');
    await reported('films/season/one/first.mp4');
    expect(changed).not.toHaveBeenCalledWith('season/one/first.mp4');
    await rm(join(folder, 'films'), { recursive: true });
    await reported('films');
  });

  it('ignores hidden files, as the store does', async () => {
    await writeFile(join(folder, '.hidden.mp4'), 'hidden');
    await writeFile(join(folder, 'seen.mp4'), 'seen');
    await vi.waitFor(() => expect(changed).toHaveBeenCalledWith('seen.mp4'));
    expect(changed).not.toHaveBeenCalledWith('.hidden.mp4');
  });
});
