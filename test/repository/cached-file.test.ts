import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cachedFile } from '../support/cached-file.js';

describe('a file that is produced once', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-cached-file-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is not produced again', async () => {
    const path = join(folder, 'inner', 'a.txt');
    await cachedFile(path, (partial) => writeFile(partial, 'first'));
    await cachedFile(path, (partial) => writeFile(partial, 'second'));
    expect(await readFile(path, 'utf8')).toBe('first');
  });

  it('does not exist after producing it failed halfway, and is produced the next time', async () => {
    const path = join(folder, 'a.txt');
    const failing = cachedFile(path, async (partial) => {
      await writeFile(partial, 'ha');
      throw new Error('no more');
    });
    await expect(failing).rejects.toThrow('no more');
    expect(await readdir(folder)).toEqual([]);
    await cachedFile(path, (partial) => writeFile(partial, 'half and half'));
    expect(await readFile(path, 'utf8')).toBe('half and half');
  });

  it('is whole if several callers produce it at once', async () => {
    const path = join(folder, 'a.txt');
    const writers = Array.from({ length: 8 }, () =>
      cachedFile(path, (partial) => writeFile(partial, 'whole')),
    );
    expect(new Set(await Promise.all(writers))).toEqual(new Set([path]));
    expect(await readFile(path, 'utf8')).toBe('whole');
    expect(await readdir(folder)).toEqual(['a.txt']);
  });
});
