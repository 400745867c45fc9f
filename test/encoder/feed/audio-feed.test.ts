import { expect, test } from 'vitest';
import { audioFeedBytes } from '../../../src/encoder/feed/audio-feed.js';
import type { FeedPlan } from '../../../src/encoder/feed/feed-plan.js';
import { readFragments } from '../../../src/packager/index.js';
import type { AudioTrack } from '../../../src/tracks/track.js';
import { inMemory } from '../../masters/support/byte-source.js';
import { codeOf } from '../../masters/support/errors.js';
import { audioStsd } from '../../masters/support/movie-boxes.js';
import { audioTrack } from '../../masters/support/tracks.js';

const FRAME = 20;
const TIMESCALE = 1000;

/** AMR frames of 20 ms, five per sample; three in the last. */
const file = Buffer.alloc(13 * FRAME).map((_, i) => (i % FRAME === 0 ? 4 << 3 : i));

const track: AudioTrack = {
  ...audioTrack(1),
  codec: 'amr_nb',
  sampleRate: 8000,
  timescale: TIMESCALE,
  framesPerSample: 5,
  sampleDescription: audioStsd('samr'),
  samples: {
    count: 3,
    offsets: Float64Array.of(0, 100, 200),
    sizes: Uint32Array.of(100, 100, 60),
    times: Float64Array.of(0, 100, 200),
    sync: Uint8Array.of(1, 1, 1),
  },
};

const times = Float64Array.of(5000, 5100, 5300);
const plan: FeedPlan = { first: 0, end: 3, timescale: TIMESCALE, times, decodeTimes: times };

async function feed(from: AudioTrack, feedPlan = plan) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of audioFeedBytes(from, feedPlan, inMemory(file))) chunks.push(chunk);
  return readFragments(Buffer.concat(chunks)).samples;
}

test('a sample of several frames becomes one sample per frame, at consecutive times', async () => {
  const samples = await feed(track);
  expect(samples.map(({ decodeTime }) => decodeTime)).toEqual([
    5000, 5020, 5040, 5060, 5080, 5100, 5120, 5140, 5160, 5180, 5300, 5320, 5340,
  ]);
  expect(Buffer.concat(samples.map(({ data }) => data)).equals(file)).toBe(true);
  expect(samples.every(({ data }) => data.byteLength === FRAME)).toBe(true);
});

test('samples of one frame are unchanged', async () => {
  const samples = await feed({ ...track, framesPerSample: 1 });
  expect(samples.map(({ decodeTime, data }) => [decodeTime, data.byteLength])).toEqual([
    [5000, 100],
    [5100, 100],
    [5300, 60],
  ]);
});

test('impossibly large samples are not read into memory', async () => {
  const sizes = Uint32Array.of(20_000_000, 20_000_000, 1);
  const large = { ...track, samples: { ...track.samples, sizes } };
  expect(await codeOf(() => feed(large))).toBe('master_damaged');
});
