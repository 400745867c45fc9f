/** Small masters that claim to be years long are refused by their duration before anything is derived from it. */
import { expect, test } from 'vitest';
import type { MediaTools } from '../../../src/masters/indexing/media-tools.js';
import { buildSegmentMap } from '../../../src/masters/segment-map/segment-map.js';
import { MAX_SEGMENTS } from '../../../src/tracks/limits.js';
import { codeOf } from '../support/errors.js';
import { fakeTools } from '../support/fake-tools.js';
import {
  audioWithCompositionOffset,
  fragmentsAt,
  tracksApart,
  videoWithCompositionOffset,
  withEdits,
} from '../support/hostile-timelines.js';
import { inMemoryMaster } from '../support/in-memory-master.js';
import { indexMaster } from '../support/index-master.js';
import { audioTrack, videoTrack } from '../support/tracks.js';

const OPTIONS = { targetSeconds: 1, firstSeconds: [] };
const DAY = 24 * 3600;
const never = new AbortController().signal;
/** Reports uncompressed audio, so that sample durations are those of the file. */
const tools: MediaTools = {
  ...fakeTools,
  decodeAudio: async () => ({ codec: 'pcm_mulaw', sampleRate: 48_000, channels: 2, samplesPerFrame: 0 }),
};

async function segmentsOf(bytes: Uint8Array): Promise<number> {
  const index = await indexMaster(inMemoryMaster(bytes), '/nowhere', tools, never);
  return buildSegmentMap(index, 48_000, OPTIONS).count;
}

test.each([
  ['audio with a composition offset of -12 years', audioWithCompositionOffset(-400_000_000)],
  ['audio with a composition offset of -3 years', audioWithCompositionOffset(-100_000_000)],
  ['video with a composition offset of -12 years', videoWithCompositionOffset(-400_000_000)],
  ['video with a composition offset of 12 years', videoWithCompositionOffset(400_000_000)],
  ['a fragment with a composition offset of -12 years', fragmentsAt([0], -400_000_000)],
  ['a fragment with a decode time of 2⁵² ticks', fragmentsAt([2 ** 52])],
  ['fragments with decode times years apart', fragmentsAt([0, 400_000_000])],
  [
    'a track that begins almost a day before 0 and one that ends a day after',
    tracksApart(DAY - 100, DAY - 60),
  ],
  [
    'video after an empty edit of 12 years',
    withEdits([
      { duration: 400_000_000, mediaTime: -1 },
      { duration: 40, mediaTime: 0 },
    ]),
  ],
  [
    'video after an empty edit of 2⁵² ticks',
    withEdits([
      { duration: 2 ** 52, mediaTime: -1 },
      { duration: 40, mediaTime: 0 },
    ]),
  ],
  ['an edit with a media time of 2⁵² ticks', withEdits([{ duration: 0, mediaTime: 2 ** 52 }])],
])('%s is refused by its duration', async (_, bytes) => {
  expect(await codeOf(() => segmentsOf(bytes))).toBe('master_duration_unsupported');
});

test('tracks that are hours apart, within a day, are accepted', async () => {
  expect(await segmentsOf(tracksApart(5 * 3600, 5 * 3600))).toBeGreaterThan(5);
  expect(await segmentsOf(audioWithCompositionOffset(0))).toBe(79);
});

test('a presentation that needs more segments than the limit is refused', async () => {
  const years = audioTrack(1, 48_000);
  const longAudio = { ...years, end: 400_000_000 * 48_000 };
  const oneFrame = videoTrack([{ time: 0, sync: true }], 1, 1);
  const manyFrames = videoTrack(
    Array.from({ length: MAX_SEGMENTS + 100 }, (_, time) => ({ time, sync: true })),
    1,
    1,
  );
  for (const tracks of [
    { audio: [longAudio] },
    { video: oneFrame, audio: [longAudio] },
    { video: manyFrames, audio: [] },
  ])
    expect(await codeOf(() => buildSegmentMap(tracks, 48_000, OPTIONS))).toBe('master_duration_unsupported');
  const day = { ...years, end: DAY * 48_000 };
  expect(buildSegmentMap({ audio: [day] }, 48_000, OPTIONS).count).toBe(DAY);
  expect(2 * DAY).toBeLessThan(MAX_SEGMENTS);
});
