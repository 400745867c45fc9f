/** A four-hour master at 60 frames per second is indexed quickly and with little memory. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readIndexFile, writeIndexFile } from '../../../src/masters/indexing/stored/index-file.js';
import type { MasterIndex } from '../../../src/masters/master-index.js';
import { buildSegmentMap } from '../../../src/masters/segment-map/segment-map.js';
import { fileMaster } from '../../../src/stores/file-master.js';
import { processorMs } from '../../support/processor-time.js';
import { fakeTools } from '../support/fake-tools.js';
import { indexMaster } from '../support/index-master.js';
import { writeLongMovie } from '../support/long-movie.js';

const MEBIBYTE = 1024 * 1024;
const FRAMES = 4 * 3600 * 60;

let folder = '';
let index: MasterIndex;
let spentMs = 0;
let grown = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-long-'));
  const path = join(folder, 'long.mp4');
  await writeLongMovie(path, { seconds: 4 * 3600, frameRate: 60 });
  const master = (await fileMaster('long', path))!;
  const before = process.memoryUsage().arrayBuffers;
  spentMs = await processorMs(async () => {
    index = await indexMaster(master, join(folder, 'copies'), fakeTools, new AbortController().signal);
  });
  grown = process.memoryUsage().arrayBuffers - before;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Bytes of the buffers of all typed arrays in the value, at any depth. */
function arrayBytes(value: unknown, counted = new Set<ArrayBufferLike>()): number {
  if (ArrayBuffer.isView(value)) {
    if (counted.has(value.buffer)) return 0;
    counted.add(value.buffer);
    return value.buffer.byteLength;
  }
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, inner) => sum + arrayBytes(inner, counted), 0);
}

test('it is indexed completely in less than three seconds of processor time', () => {
  expect(index.video?.frames.length).toBe(FRAMES);
  expect(index.video?.end).toBe(FRAMES * 1000);
  expect(index.audio[0]?.end).toBe(675_000 * 1024);
  expect(spentMs).toBeLessThan(3000);
});

test('the index takes less than 64 MiB, and building it less than 320 MiB', () => {
  expect(arrayBytes(index)).toBeLessThan(64 * MEBIBYTE);
  expect(grown).toBeLessThan(320 * MEBIBYTE);
});

test('the stored index is read in less than two seconds of processor time and takes less than 96 MiB', async () => {
  const path = join(folder, 'index');
  await writeIndexFile(path, index);
  let stored = index;
  const readMs = await processorMs(async () => {
    stored = (await readIndexFile(path))!;
  });
  expect(readMs).toBeLessThan(2000);
  expect([stored.video?.frames.length, stored.video?.samples.times.at(-1)]).toEqual([
    FRAMES,
    index.video?.samples.times.at(-1),
  ]);
  // The file's bytes, and copies of the arrays that are not aligned in it, which the length of a version decides.
  expect(arrayBytes(stored)).toBeLessThan(96 * MEBIBYTE);
});

test('its segment map is built in less than a second', async () => {
  const mapMs = await processorMs(() => {
    const map = buildSegmentMap(index, 48_000, { targetSeconds: 4, firstSeconds: [2, 2] });
    expect([map.count, map.videoCount, map.targetDuration]).toEqual([3601, 3601, 4]);
  });
  expect(mapMs).toBeLessThan(1000);
});
