/** Where a track changes is found with few reads. */
import { expect, test } from 'vitest';
import { formatRuns, MAX_FORMAT_RUNS } from '../../../src/demux/formats/format-runs.js';
import type { ByteSource } from '../../../src/stores/store.js';
import { videoTrack } from '../../masters/support/tracks.js';

const SIZE = 100;

/** A VP8 track of key frames, whose widths are given; 0 for a sample that is no key frame. */
function trackOf(widths: readonly number[]) {
  let reads = 0;
  const source: ByteSource = {
    size: widths.length * SIZE,
    read: async (offset) => {
      reads++;
      const width = widths[offset / SIZE]!;
      return Uint8Array.of(width === 0 ? 1 : 0, 0, 0, 0x9d, 1, 0x2a, width, 0, 90, 0);
    },
    close: async () => undefined,
  };
  const frames = widths.map((_, i) => ({ time: i, sync: true }));
  const track = { ...videoTrack(frames, 25, 1), codec: 'vp8' };
  return { track, source, reads: () => reads };
}

async function startsOf(widths: readonly number[]): Promise<number[] | undefined> {
  const { track, source } = trackOf(widths);
  return (await formatRuns(track, source))?.map(({ firstSample }) => firstSample);
}

test('each change, also back to what was before', async () => {
  expect(await startsOf([1, 1, 2, 2, 2, 1, 1])).toEqual([0, 2, 5]);
});

test('a sample that says nothing is as those before it', async () => {
  expect(await startsOf([1, 0, 0, 2, 0, 2])).toEqual([0, 3]);
});

test('a track that never says anything is read at a few places', async () => {
  const { track, source, reads } = trackOf(new Array<number>(20_000).fill(0));
  expect(await formatRuns(track, source)).toHaveLength(1);
  expect(reads()).toBeLessThan(50);
});

test('changes between two places that are read are found exactly', async () => {
  const widths = Array.from({ length: 100_000 }, (_, i) => (i < 33_333 || i >= 77_777 ? 1 : 2));
  const { track, source, reads } = trackOf(widths);
  expect((await formatRuns(track, source))?.map(({ firstSample }) => firstSample)).toEqual([
    0, 33_333, 77_777,
  ]);
  expect(reads()).toBeLessThan(4300);
});

test('every sample description is a run', async () => {
  const { track, source } = trackOf([1, 1, 1, 1]);
  const samples = { ...track.samples, descriptions: Uint8Array.of(1, 1, 2, 1) };
  const runs = await formatRuns({ ...track, samples }, source);
  expect(runs?.map(({ firstSample, description }) => [firstSample, description])).toEqual([
    [0, 1],
    [2, 2],
    [3, 1],
  ]);
});

test('a track that changes all the time is given up', async () => {
  const widths = Array.from({ length: MAX_FORMAT_RUNS + 100 }, (_, i) => 1 + (i % 250));
  expect(await startsOf(widths)).toBeUndefined();
});
