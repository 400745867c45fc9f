import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readIndexFile, writeIndexFile } from '../../../src/masters/indexing/stored/index-file.js';
import { INDEX_FORMAT, type MasterIndex } from '../../../src/masters/master-index.js';
import { audioTrack, videoTrack } from '../support/tracks.js';

let folder = '';
let path = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-index-'));
  path = join(folder, 'deep', 'index');
});

afterEach(() => rm(folder, { recursive: true }));

const index: MasterIndex = {
  format: INDEX_FORMAT,
  asset: 'a',
  version: 'v',
  size: 5,
  container: 'mp4',
  files: [{ kind: 'master' }],
  video: videoTrack([{ time: 0, sync: true }], 1000, 40),
  audio: [audioTrack(1)],
  text: [],
  chapters: [],
  attachments: [],
  ignored: [],
};

test('an index is read back as it was written', async () => {
  await writeIndexFile(path, index);
  expect(await readIndexFile(path)).toEqual(index);
  expect(await readdir(join(folder, 'deep'))).toEqual(['index']);
});

test('a later index replaces an earlier one', async () => {
  await writeIndexFile(path, index);
  await writeIndexFile(path, { ...index, asset: 'b' });
  expect((await readIndexFile(path))?.asset).toBe('b');
});

test('a missing index, and one of another format, is undefined', async () => {
  expect(await readIndexFile(path)).toBeUndefined();
  await writeIndexFile(path, { ...index, format: (INDEX_FORMAT - 1) as typeof INDEX_FORMAT });
  expect(await readIndexFile(path)).toBeUndefined();
});

test('a truncated file, one with appended data and one with a changed byte are undefined', async () => {
  await writeIndexFile(path, index);
  const whole = await readFile(path);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(whole.length - 1),
      fc.constantFrom('cut', 'grown', 'changed'),
      async (at, damage) => {
        const broken = Buffer.from(whole);
        broken[at] = broken[at]! ^ 0x5a;
        const bytes = {
          cut: whole.subarray(0, at),
          grown: Buffer.concat([whole, whole.subarray(0, at + 1)]),
          changed: broken,
        };
        await writeFile(path, bytes[damage]);
        expect(await readIndexFile(path)).toBeUndefined();
      },
    ),
    { seed: 20_260_801, numRuns: 60 },
  );
});

test('a failed write leaves nothing behind', async () => {
  await writeFile(join(folder, 'deep'), 'a file where the folder should be');
  await expect(writeIndexFile(path, index)).rejects.toThrow();
  expect(await readdir(folder)).toEqual(['deep']);
});
