import { expect, test } from 'vitest';
import { FileWindow } from '../../../src/demux/matroska/file-window.js';
import { inMemory } from '../../masters/support/byte-source.js';

const KIBIBYTE = 1024;

/** Reads `length` bytes at each offset, if they are not in memory. Returns the lengths of the reads. */
async function lengthsOf(offsets: readonly number[], length = 64, firstBytes?: number): Promise<number[]> {
  const source = inMemory(new Uint8Array(4_000_000));
  const window = new FileWindow(source, firstBytes);
  const lengths: number[] = [];
  for (const offset of offsets) {
    const before = source.counts.bytes;
    if (!window.has(offset, length)) await window.load(offset, length);
    if (source.counts.bytes > before) lengths.push(source.counts.bytes - before);
  }
  return lengths;
}

test('what is in memory is not read again', async () => {
  expect(await lengthsOf([0, 100, 4000, 64, 0])).toEqual([4 * KIBIBYTE]);
});

test('the window grows while what is read lies close together', async () => {
  const offsets = Array.from({ length: 1000 }, (_, i) => 1000 * i);
  const sizes = [4, 8, 16, 32, 64, 128, 256, 256, 256];
  expect(await lengthsOf(offsets)).toEqual(sizes.map((size) => size * KIBIBYTE));
});

test('the window is small again after a jump', async () => {
  expect(await lengthsOf([0, 4096, 100_000, 200_000])).toEqual([4, 8, 4, 4].map((size) => size * KIBIBYTE));
});

test('the first read may be larger', async () => {
  expect(await lengthsOf([0], 64, 50_000)).toEqual([50_000]);
});

test('more than a window is read if it is asked for', async () => {
  expect(await lengthsOf([0], 90_000)).toEqual([90_000]);
});

test('what is asked for beyond the end of the file is there as far as the file is', async () => {
  const window = new FileWindow(inMemory(Uint8Array.of(1, 2, 3)));
  expect(window.has(0, 3)).toBe(false);
  await window.load(0, 12);
  expect(window.has(1, 12)).toBe(true);
  expect(window.bytesAt(1, 12)).toEqual(Uint8Array.of(2, 3));
});
