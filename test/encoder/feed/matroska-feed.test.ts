/** The feed in Matroska, as the reader of masters reads it. */
import { expect, test } from 'vitest';
import { feedBytes, feedFormat } from '../../../src/encoder/feed/feed.js';
import type { FeedPlan } from '../../../src/encoder/feed/feed-plan.js';
import type { DecodableTrack } from '../../../src/masters/indexing/media-tools.js';
import { ID, liveHeader } from '../../../src/matroska/index.js';
import { inMemory } from '../../masters/support/byte-source.js';
import { samplesIn } from '../../masters/support/read-matroska.js';
import { text, unsigned } from '../../matroska/support/write-ebml.js';

const file = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
const OFFSETS = [10, 40, 20, 90];
const SIZES = [7, 9, 5, 8];
const FFV1 = Buffer.concat([unsigned(ID.trackType, 1), text(ID.codecId, 'V_FFV1')]);

function trackOf(prefix?: Uint8Array): DecodableTrack {
  const sizes = Uint32Array.from(SIZES, (size) => size + (prefix?.byteLength ?? 0));
  return {
    ...{ kind: 'video', file: 0, timescale: 24_000, quickTime: false, sampleDescription: new Uint8Array() },
    matroskaHeader: liveHeader(FFV1, undefined),
    samples: {
      count: SIZES.length,
      offsets: Float64Array.from(OFFSETS),
      sizes,
      times: Float64Array.of(0, 3003, 1001, 2002),
      sync: Uint8Array.of(1, 0, 0, 1),
      ...(prefix && { prefix }),
    },
  };
}

/** Times as in a feed: at 1000 s, with one sample parked at 1100 s. */
function planOf(first: number, end: number): FeedPlan {
  const all = [24_000_000, 26_400_000, 24_001_001, 24_002_002];
  const times = Float64Array.from(all.slice(first, end));
  return { first, end, timescale: 24_000, times, decodeTimes: times };
}

async function fed(track: DecodableTrack, plan: FeedPlan) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of feedBytes(track, plan, inMemory(file))) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const [read] = (await samplesIn(bytes)).tracks;
  if (read?.status !== 'fulfilled') throw new Error('the feed has no samples');
  const { table, timeline } = read.value;
  return {
    bytes,
    data: Array.from(table.offsets, (at, i) => bytes.subarray(at, at + table.sizes[i]!)),
    seconds: Array.from(table.times, (time) => time / timeline.timescale),
    sync: [...table.sync],
  };
}

test('the samples of the plan are written in decode order, with their times and bytes', async () => {
  const { data, seconds, sync } = await fed(trackOf(), planOf(0, 4));
  expect(data).toEqual(OFFSETS.map((at, i) => Buffer.from(file.subarray(at, at + SIZES[i]!))));
  const expected = [1000, 1100, 24_001_001 / 24_000, 24_002_002 / 24_000];
  for (const [i, time] of seconds.entries()) expect(time).toBeCloseTo(expected[i]!, 6);
  expect(sync).toEqual([1, 0, 0, 1]);
});

test('a part of the samples is written as of a plan', async () => {
  const { data } = await fed(trackOf(), planOf(1, 3));
  expect(data.map(({ length }) => length)).toEqual(SIZES.slice(1, 3));
});

test('what every sample begins with is written with each', async () => {
  const prefix = Buffer.from('head');
  const { data } = await fed(trackOf(prefix), planOf(0, 2));
  const stored = [0, 1].map((i) => file.subarray(OFFSETS[i]!, OFFSETS[i]! + SIZES[i]!));
  expect(data).toEqual(stored.map((bytes) => Buffer.concat([prefix, bytes])));
});

test('the same plan gives the same bytes', async () => {
  const [first, second] = [await fed(trackOf(), planOf(0, 4)), await fed(trackOf(), planOf(0, 4))];
  expect(first.bytes.equals(second.bytes)).toBe(true);
});

test('the format depends on how the track is described', () => {
  expect(feedFormat(trackOf())).toBe('matroska');
  expect(feedFormat({})).toBe('mp4');
});
