import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepFile } from '../support/kept-file.js';

describe('a kept file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-kept-file-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is made once', async () => {
    const path = join(folder, 'inner', 'a.txt');
    await keepFile(path, (partial) => writeFile(partial, 'first'));
    await keepFile(path, (partial) => writeFile(partial, 'second'));
    expect(await readFile(path, 'utf8')).toBe('first');
  });

  it('is not there when making it failed halfway, and is made the next time', async () => {
    const path = join(folder, 'a.txt');
    const failing = keepFile(path, async (partial) => {
      await writeFile(partial, 'ha');
      throw new Error('no more');
    });
    await expect(failing).rejects.toThrow('no more');
    expect(await readdir(folder)).toEqual([]);
    await keepFile(path, (partial) => writeFile(partial, 'half and half'));
    expect(await readFile(path, 'utf8')).toBe('half and half');
  });

  it('is whole when several make it at once', async () => {
    const path = join(folder, 'a.txt');
    const writers = Array.from({ length: 8 }, () => keepFile(path, (partial) => writeFile(partial, 'whole')));
    expect(new Set(await Promise.all(writers))).toEqual(new Set([path]));
    expect(await readFile(path, 'utf8')).toBe('whole');
    expect(await readdir(folder)).toEqual(['a.txt']);
  });
});
