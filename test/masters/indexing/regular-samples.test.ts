import { expect, test } from 'vitest';
import type { AudioFacts } from '../../../src/masters/indexing/media-tools.js';
import { regularSamples } from '../../../src/masters/indexing/tracks/regular-samples.js';
import { codeOf } from '../support/errors.js';

const AAC: AudioFacts = { codec: 'aac', sampleRate: 48_000, channels: 2, samplesPerFrame: 1024 };

function regular(times: readonly number[], timescale: number, facts: Partial<AudioFacts> = {}) {
  const count = times.length;
  const samples = {
    count,
    offsets: new Float64Array(count),
    sizes: new Uint32Array(count),
    times: Float64Array.from(times),
    sync: new Uint8Array(count),
  };
  return Array.from(regularSamples({ samples, timescale }, { ...AAC, ...facts }).times);
}

test('times that a container rounded to milliseconds become exact', () => {
  const length = 1024 / 48;
  const rounded = Array.from({ length: 200 }, (_, i) => Math.round(i * length));
  regular(rounded, 1000).forEach((time, i) => {
    expect(time).toBeCloseTo(i * length, 6);
  });
});

test('after a gap, times continue from the container’s time', () => {
  expect(regular([0, 1024, 2048, 9000, 10_024], 48_000)).toEqual([0, 1024, 2048, 9000, 10_024]);
});

test('packets of several lengths, and a single packet, keep their times', () => {
  expect(regular([0, 5, 900], 1000, { samplesPerFrame: 0 })).toEqual([0, 5, 900]);
  expect(regular([7], 1000)).toEqual([7]);
});

test('a sample of several frames is as long as all of them', () => {
  const facts = { codec: 'amr_nb', sampleRate: 8000, samplesPerFrame: 160, framesPerSample: 5 };
  expect(regular([0, 99, 201, 300], 1000, facts)).toEqual([0, 100, 200, 300]);
});

test('samples that are shorter than the container’s intervals become contiguous', () => {
  const facts = { codec: 'eac3', samplesPerFrame: 256, framesPerSample: 1 };
  expect(regular([0, 1536, 3072, 4608], 48_000, facts)).toEqual([0, 256, 512, 768]);
});

test('samples that hold more frames than are decoded are refused', async () => {
  expect(await codeOf(() => regular([0, 3072, 6144, 9216], 48_000))).toBe('master_codec_unsupported');
});
