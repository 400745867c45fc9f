import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { download } from '../../src/stores/download.js';
import type { ByteSource } from '../../src/stores/store.js';

const MEBIBYTE = 1024 * 1024;
const never = new AbortController().signal;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-download-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Every byte depends on its place. */
const bytesAt = (offset: number, length: number) =>
  Buffer.from(Uint8Array.from({ length }, (_, i) => ((offset + i) * 31) >> 8));

function sourceOf(
  size: number,
  before: (offset: number) => Promise<void> = async () => undefined,
): ByteSource {
  return {
    size,
    read: async (offset, length) => {
      await before(offset);
      return bytesAt(offset, length);
    },
    close: async () => undefined,
  };
}

describe('a download', () => {
  test.each([0, 1, 8 * MEBIBYTE, 20 * MEBIBYTE + 5])('has all of %i bytes', async (size) => {
    const shares: number[] = [];
    const path = join(folder, 'film');
    await download(sourceOf(size), path, { signal: never, onProgress: (share) => shares.push(share) });
    expect((await readFile(path)).equals(bytesAt(0, size))).toBe(true);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1) ?? 1).toBe(1);
    expect((await stat(path)).mode & 0o077).toBe(0);
  });

  test('that fails leaves no file', async () => {
    const failing = sourceOf(50 * MEBIBYTE, async (offset) => {
      if (offset > 20 * MEBIBYTE) throw new Error('the store fails');
    });
    await expect(download(failing, join(folder, 'film'), { signal: never })).rejects.toThrow(
      'the store fails',
    );
    expect(await readdir(folder)).toEqual([]);
  });

  test('ends when it is not wanted any more', async () => {
    const abort = new AbortController();
    const source = sourceOf(500 * MEBIBYTE, async () => abort.abort(new Error('not wanted')));
    await expect(download(source, join(folder, 'film'), { signal: abort.signal })).rejects.toThrow(
      'not wanted',
    );
    expect(await readdir(folder)).toEqual([]);
  });

  test('of a source that ends early fails', async () => {
    const short: ByteSource = { ...sourceOf(1000), read: async () => bytesAt(0, 500) };
    await expect(download(short, join(folder, 'film'), { signal: never })).rejects.toMatchObject({
      code: 'master_unreadable',
    });
  });
});
