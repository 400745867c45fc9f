import { chmod, link, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { folderStore } from '../../../src/stores/folder-store.js';
import { MasterFolder } from '../../../src/uploads/masters/master-folder.js';
import { masterName } from '../../../src/uploads/masters/master-name.js';

let outside: string;
let root: string;
let folder: MasterFolder;
beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'onplay-place-'));
  root = join(outside, 'masters');
  await mkdir(root);
  folder = new MasterFolder({ path: root, store: folderStore(root), minFreeBytes: 0 });
  await folder.prepare();
});
afterEach(() => rm(outside, { recursive: true }));

async function place(name: string, { replace = false, content = 'new' } = {}): Promise<void> {
  const staged = folder.staging.pathOf('a.part');
  await writeFile(staged, content);
  await folder.publish(staged, masterName(name, { fileName: 'a.mp4' }), replace);
}

const visible = async (path = root) => (await readdir(path)).filter((name) => !name.startsWith('.')).sort();

describe('a new master', () => {
  it('is in the directory that its name says, and nothing is left beside it', async () => {
    await place('series/one/pilot');
    expect(await readFile(join(root, 'series/one/pilot.mp4'), 'utf8')).toBe('new');
    expect(await readdir(folder.staging.folder)).toEqual([]);
  });

  it('is found by the store at once, also as the first in an empty directory', async () => {
    await place('pilot');
    expect(await folderStore(root).find('pilot')).toMatchObject({ asset: 'pilot', size: 3 });
  });

  it.each(['film.mp4', 'film.mkv', 'film.MP4'])('does not replace %s unasked', async (existing) => {
    await writeFile(join(root, existing), 'old');
    await expect(place('film')).rejects.toMatchObject({ code: 'asset_exists' });
    expect(await visible()).toEqual([existing]);
    expect(await readFile(join(root, existing), 'utf8')).toBe('old');
    await place('film', { replace: true });
    expect(await visible()).toEqual(['film.mp4']);
    expect(await readFile(join(root, 'film.mp4'), 'utf8')).toBe('new');
  });

  it('may have a full stop in its name', async () => {
    await writeFile(join(root, 'version 1.mp4'), 'another');
    await place('version 1.2');
    await expect(folder.assertPlaceable(toAssetId('version 1.2'), false)).rejects.toMatchObject({
      code: 'asset_exists',
    });
    expect(await visible()).toEqual(['version 1.2.mp4', 'version 1.mp4']);
  });

  it('goes beside files that are no masters', async () => {
    await writeFile(join(root, 'film.srt'), 'subtitles');
    await place('film');
    expect(await visible()).toEqual(['film.mp4', 'film.srt']);
  });

  it('is stored once where two come at the same moment', async () => {
    const staged = ['a', 'b', 'c', 'd'].map((name) => folder.staging.pathOf(`${name}.part`));
    for (const path of staged) await writeFile(path, path);
    const name = masterName('film', { fileName: 'a.mp4' });
    const placed = await Promise.allSettled(staged.map((path) => folder.publish(path, name, false)));
    expect(placed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of placed)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'asset_exists' });
  });

  it('replaces a link itself, and not what it leads to', async () => {
    await writeFile(join(outside, 'precious.mp4'), 'precious');
    await symlink(join(outside, 'precious.mp4'), join(root, 'film.mp4'));
    await expect(place('film')).rejects.toMatchObject({ code: 'asset_exists' });
    await place('film', { replace: true });
    expect(await readFile(join(outside, 'precious.mp4'), 'utf8')).toBe('precious');
    expect(await readFile(join(root, 'film.mp4'), 'utf8')).toBe('new');
  });

  it('is never stored through a link out of the directory', async () => {
    await mkdir(join(outside, 'elsewhere'));
    await symlink(join(outside, 'elsewhere'), join(root, 'linked'));
    await expect(place('linked/film')).rejects.toMatchObject({ code: 'asset_place_taken' });
    await expect(place('linked/deeper/film')).rejects.toMatchObject({ code: 'asset_place_taken' });
    expect(await readdir(join(outside, 'elsewhere'))).toEqual([]);
  });

  it('cannot be stored below a file', async () => {
    await writeFile(join(root, 'film'), 'a file');
    await expect(place('film/part')).rejects.toMatchObject({ code: 'asset_place_taken' });
  });

  it('is not written through a link in place of the hidden directory', async () => {
    await rm(folder.staging.folder, { recursive: true });
    await symlink(outside, folder.staging.folder);
    await expect(folder.prepare()).rejects.toMatchObject({ code: 'masters_unwritable' });
  });

  it.skipIf(process.getuid?.() === 0)('is refused where the directory cannot be written', async () => {
    await chmod(root, 0o500);
    await expect(place('film')).rejects.toMatchObject({ code: 'masters_unwritable' });
    await chmod(root, 0o700);
  });
});

describe('the removal of a master', () => {
  it('removes its file and returns what it was', async () => {
    await place('films/pilot');
    expect(await folder.remove(toAssetId('films/pilot'))).toMatchObject({
      master: { asset: 'films/pilot', size: 3 },
    });
    expect(await visible(join(root, 'films'))).toEqual([]);
  });

  it('says that there is none', async () => {
    await place('other');
    await expect(folder.remove(toAssetId('film'))).rejects.toMatchObject({ code: 'asset_unknown' });
  });

  it('leaves a file in a directory elsewhere, which is only linked', async () => {
    await mkdir(join(outside, 'elsewhere'));
    await writeFile(join(outside, 'elsewhere', 'film.mp4'), 'precious');
    await symlink(join(outside, 'elsewhere'), join(root, 'linked'));
    const following = new MasterFolder({
      ...{ path: root, minFreeBytes: 0 },
      store: folderStore(root, { followLinks: true }),
    });
    await expect(following.remove(toAssetId('linked/film'))).rejects.toMatchObject({
      code: 'masters_read_only',
    });
    expect(await readFile(join(outside, 'elsewhere', 'film.mp4'), 'utf8')).toBe('precious');
  });

  it('removes one name of a file that has two', async () => {
    await writeFile(join(outside, 'original.mp4'), 'precious');
    await link(join(outside, 'original.mp4'), join(root, 'film.mp4'));
    await folder.remove(toAssetId('film'));
    expect(await readFile(join(outside, 'original.mp4'), 'utf8')).toBe('precious');
  });
});
