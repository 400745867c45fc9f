import { expect, test } from 'vitest';
import { feedBytes } from '../../../src/encoder/feed/feed.js';
import type { FeedPlan } from '../../../src/encoder/feed/feed-plan.js';
import type { DecodableTrack } from '../../../src/masters/indexing/media-tools.js';
import { readFragments } from '../../../src/packager/index.js';
import { inMemory } from '../../masters/support/byte-source.js';
import { videoStsd } from '../../masters/support/movie-boxes.js';

const file = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);

interface Sample {
  readonly offset: number;
  readonly size: number;
  readonly description?: number;
}

function trackOf(samples: readonly Sample[]): DecodableTrack {
  const count = samples.length;
  return {
    kind: 'video',
    file: 0,
    timescale: 1000,
    sampleDescription: videoStsd(),
    quickTime: false,
    samples: {
      count,
      offsets: Float64Array.from(samples, ({ offset }) => offset),
      sizes: Uint32Array.from(samples, ({ size }) => size),
      times: Float64Array.from(samples.keys()).map((i) => 40 * i),
      sync: Uint8Array.from(samples.keys(), (i) => Number(i === 0)),
      ...(samples.some(({ description }) => description)
        ? { descriptions: Uint8Array.from(samples, ({ description }) => description ?? 1) }
        : {}),
    },
  };
}

function planOf(first: number, end: number): FeedPlan {
  const times = Float64Array.from({ length: end - first }, (_, i) => 1_000_000 + 40 * i);
  const decodeTimes = times.map((time) => time - 40);
  return { first, end, timescale: 1000, times, decodeTimes };
}

async function feed(samples: readonly Sample[], plan = planOf(0, samples.length)) {
  const source = inMemory(file);
  const chunks: Uint8Array[] = [];
  for await (const chunk of feedBytes(trackOf(samples), plan, source)) chunks.push(chunk);
  return {
    ...readFragments(Buffer.concat(chunks)),
    reads: source.counts.reads,
    bytes: source.counts.bytes,
    chunks,
  };
}

const dataAt = ({ offset, size }: Sample) => Buffer.from(file.subarray(offset, offset + size));

test('the samples of the plan are written with their times and bytes', async () => {
  const samples = [
    { offset: 0, size: 10 },
    { offset: 10, size: 20 },
    { offset: 50, size: 5 },
    { offset: 40, size: 7 },
    { offset: 90, size: 9 },
  ];
  const { samples: fed, timescale } = await feed(samples, planOf(1, 4));
  expect(timescale).toBe(1000);
  expect(fed.map(({ data }) => Buffer.from(data))).toEqual(samples.slice(1, 4).map(dataAt));
  expect(fed.map(({ decodeTime, compositionTime, sync }) => [decodeTime, compositionTime, sync])).toEqual([
    [999_960, 1_000_000, false],
    [1_000_000, 1_000_040, false],
    [1_000_040, 1_000_080, false],
  ]);
});

test('samples near each other in the file are read together, distant ones separately', async () => {
  const near = await feed([
    { offset: 0, size: 100 },
    { offset: 100, size: 100 },
    { offset: 30_000, size: 100 },
  ]);
  expect([near.reads, near.bytes]).toEqual([1, 30_100]);
  expect(near.samples.map(({ data }) => data.length)).toEqual([100, 100, 100]);
  const distant = await feed([
    { offset: 0, size: 100 },
    { offset: 200_000, size: 100 },
  ]);
  expect([distant.reads, distant.bytes]).toEqual([2, 200]);
});

test('samples with another description start a new fragment that refers to it', async () => {
  const { chunks, samples } = await feed([
    { offset: 0, size: 10, description: 1 },
    { offset: 10, size: 10, description: 2 },
    { offset: 20, size: 10, description: 2 },
  ]);
  const bytes = Buffer.concat(chunks);
  const descriptions = [...bytes.toString('latin1').matchAll(/tfhd/g)].map(({ index }) =>
    bytes.readUInt32BE(index + 12),
  );
  expect(descriptions).toEqual([1, 2]);
  expect(samples.length).toBe(3);
});

test('the master is read only as fast as the feed is consumed', async () => {
  const source = inMemory(file);
  const samples = Array.from({ length: 5 }, (_, i) => ({ offset: i * 70_000, size: 10 }));
  const chunks = feedBytes(trackOf(samples.slice(0, 4)), planOf(0, 4), source);
  await chunks.next();
  await chunks.next();
  expect(source.counts.reads).toBe(0);
  await chunks.next();
  expect(source.counts.reads).toBe(1);
  await chunks.return(undefined);
});

test('what every sample begins with is fed with each, though the file does not have it', async () => {
  const track = trackOf([
    { offset: 0, size: 14 },
    { offset: 10, size: 9 },
  ]);
  const prefix = Buffer.from('head');
  const chunks: Uint8Array[] = [];
  const prefixed = { ...track, samples: { ...track.samples, prefix } };
  for await (const chunk of feedBytes(prefixed, planOf(0, 2), inMemory(file))) chunks.push(chunk);
  const { samples } = readFragments(Buffer.concat(chunks));
  const expected = [file.subarray(0, 10), file.subarray(10, 15)];
  expect(samples.map(({ data }) => Buffer.from(data))).toEqual(
    expected.map((stored) => Buffer.concat([prefix, stored])),
  );
});
