import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureDataFolder } from '../../src/assets/data-folder.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'onplay-data-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('the data directory', () => {
  it('is created for its owner alone, and left empty', async () => {
    const folder = join(root, 'deep', 'var');
    await ensureDataFolder(folder);
    await ensureDataFolder(folder);
    expect((await stat(folder)).mode & 0o077).toBe(0);
    expect(await readdir(folder)).toStrictEqual([]);
  });

  it('that cannot be created is refused with a message that shows no path', async () => {
    await writeFile(join(root, 'file'), '');
    const error = await ensureDataFolder(join(root, 'file', 'var')).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'data_unwritable',
      publicDetail: expect.stringContaining('ONPLAY_DATA'),
    });
    expect((error as { publicDetail: string }).publicDetail).not.toContain(root);
  });
});
