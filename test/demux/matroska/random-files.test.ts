/** Files of any structure, whole, cut off, growing and damaged. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMatroska } from '../../../src/demux/matroska/read-matroska.js';
import { inMemory } from '../../masters/support/byte-source.js';
import { type ExpectedFrame, randomMatroska, writeMatroska } from '../../masters/support/random-matroska.js';
import { samplesIn } from '../../masters/support/read-matroska.js';

interface FoundFrame {
  readonly offset: number;
  readonly size: number;
  readonly sync: number;
}

/** The frames of both tracks; none of a track that has none. */
async function framesIn(file: Buffer): Promise<FoundFrame[][]> {
  const { tracks } = await samplesIn(file);
  return tracks.map((track) => {
    if (track.status === 'rejected') return [];
    const { offsets, sizes, sync } = track.value.table;
    return Array.from(offsets, (offset, i) => ({ offset, size: sizes[i]!, sync: sync[i]! }));
  });
}

const expected = (frames: readonly ExpectedFrame[]): FoundFrame[][] =>
  [1, 2].map((number) =>
    frames.filter(({ track }) => track === number).map(({ offset, size, sync }) => ({ offset, size, sync })),
  );

test('every frame of a file is found where it was written', async () => {
  await fc.assert(
    fc.asyncProperty(randomMatroska, async (structure) => {
      const { file, frames } = writeMatroska(structure);
      expect(await framesIn(file)).toEqual(expected(frames));
    }),
    { numRuns: 200 },
  );
});

test('a file that ends anywhere has the frames of all blocks before', async () => {
  const cut = fc.double({ min: 0, max: 1, noNaN: true });
  await fc.assert(
    fc.asyncProperty(randomMatroska, cut, async (structure, share) => {
      const { file, frames } = writeMatroska(structure);
      const { segment } = await readMatroska(inMemory(file));
      const end = segment.firstCluster + Math.floor(share * (file.length - segment.firstCluster));
      const whole = frames.filter(({ blockEnd }) => blockEnd <= end);
      expect(await framesIn(file.subarray(0, end))).toEqual(expected(whole));
    }),
    { numRuns: 200 },
  );
});
