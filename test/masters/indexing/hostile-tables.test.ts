/** Masters crafted to cost time and memory are refused, or read without cost for what is not played. */
import { expect, test } from 'vitest';
import type { MasterIndex } from '../../../src/masters/master-index.js';
import { codeOf } from '../support/errors.js';
import { fakeTools } from '../support/fake-tools.js';
import {
  audioTracks,
  emptyBoxes,
  fragmentsOf,
  jpegTracks,
  largeBox,
  randomOrder,
  runsOfUnwantedTrack,
} from '../support/hostile-movies.js';
import { indexMaster } from '../support/index-master.js';
import { type Piece, sparseSource } from '../support/sparse-file.js';

const MEBIBYTE = 1024 * 1024;
const tools = {
  ...fakeTools,
  decodeAudio: async () => ({ codec: 'opus', sampleRate: 48_000, channels: 1, samplesPerFrame: 0 }),
};

/** The index, and the number of bytes read. */
async function index(pieces: readonly Piece[]): Promise<{ index: MasterIndex; bytesRead: number }> {
  const source = sparseSource(pieces);
  const master = { asset: 'a', version: 'v', size: source.size, open: async () => source };
  const made = await indexMaster(master, '/nowhere', tools, new AbortController().signal);
  return { index: made, bytesRead: source.counts.bytes };
}

/** The error code, and the number of bytes read before it was thrown. */
async function refusal(pieces: readonly Piece[]): Promise<[code: string | undefined, bytesRead: number]> {
  const source = sparseSource(pieces);
  const master = { asset: 'a', version: 'v', size: source.size, open: async () => source };
  const code = await codeOf(() => indexMaster(master, '/nowhere', tools, new AbortController().signal));
  return [code, source.counts.bytes];
}

test('runs of a track that is not played cost nothing, however many samples they claim', async () => {
  const { index: made } = await index(runsOfUnwantedTrack(20_000));
  expect(made.audio.map(({ samples }) => samples.count)).toEqual([500]);
});

test('audio tracks that do not fit into the index are listed as ignored', async () => {
  const { index: made } = await index(audioTracks(32));
  expect(made.audio.map(({ samples }) => samples.count)).toEqual([12_000_000]);
  expect(made.ignored.map(({ reason }) => reason)).toEqual(
    Array.from({ length: 31 }, () => 'more samples than an index can hold'),
  );
});

test('video tracks that are not played are counted but not read', async () => {
  const { index: made } = await index(jpegTracks(100));
  expect([made.video?.samples.count, made.ignored.length]).toEqual([12_000_000, 99]);
});

test('a movie header of too many boxes is refused before it is read to the end', async () => {
  const [code, bytesRead] = await refusal(emptyBoxes(16 * MEBIBYTE));
  expect(code).toBe('master_too_complex');
  expect(bytesRead).toBeLessThan(MEBIBYTE);
});

test.each(['elng', 'hdlr', 'stsd'] as const)(
  'a %s box of 200 MiB is refused before it is read',
  async (type) => {
    const [code, bytesRead] = await refusal(largeBox(type, 200 * MEBIBYTE));
    expect(code).toBe('master_too_complex');
    expect(bytesRead).toBeLessThan(MEBIBYTE);
  },
);

test('frames in random order are sorted by time', async () => {
  const { index: made } = await index(randomOrder(300_000));
  const { frames, samples } = made.video!;
  expect(frames.length).toBe(300_000);
  expect(frames.every((frame, i) => i === 0 || samples.times[frame]! > samples.times[frames[i - 1]!]!)).toBe(
    true,
  );
});

test('fragments with more samples in total than an index can hold are refused', async () => {
  const [code] = await refusal(fragmentsOf(Array.from({ length: 16 }, () => 1_000_000)));
  expect(code).toBe('master_too_complex');
  const { index: made } = await index(fragmentsOf([1000, 2000]));
  expect(made.audio[0]?.samples.count).toBe(3000);
});
