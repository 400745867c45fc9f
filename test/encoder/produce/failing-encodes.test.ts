/** Whatever fails, a segment is complete or there is none. */

import { copyFile, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeParameterSets, videoInit } from '../../../src/encoder/produce/init.js';
import { encodeVideoSegment } from '../../../src/encoder/produce/video/video-segment.js';
import {
  AAC_FRAME_SAMPLES,
  audioFrameBoundaries,
  framesOf,
} from '../../../src/masters/segment-map/segment-map.js';
import { readFragments } from '../../../src/packager/index.js';
import { OnplayError } from '../../../src/shared/errors.js';
import type { SampleTable } from '../../../src/tracks/track.js';
import { codeOf } from '../../masters/support/errors.js';
import { generateMaster } from '../../support/masters.js';
import { partOf } from '../../support/part-of.js';
import { decodeAudio, peak, signalToNoise } from './support/decoded-audio.js';
import { joinAudio } from './support/encode.js';
import { hashFrames } from './support/frame-hashes.js';
import { type MasterUnderTest, never, openMaster } from './support/master-under-test.js';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-failing-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface SampleRange {
  readonly offset: number;
  readonly size: number;
}

/** Byte ranges of samples in their file. */
function rangesOf({ offsets, sizes }: SampleTable, samples: readonly number[]): SampleRange[] {
  return samples.map((sample) => ({ offset: offsets[sample]!, size: sizes[sample]! }));
}

/** A copy in which all bytes of these samples are overwritten, so that they cannot be decoded. */
async function damagedCopy(
  path: string,
  name: string,
  samplesOf: (master: MasterUnderTest) => SampleRange[],
): Promise<string> {
  const copy = join(folder, name);
  await copyFile(path, copy);
  const master = await openMaster(path);
  const ranges = samplesOf(master);
  await master.close();
  const file = await open(copy, 'r+');
  for (const { offset, size } of ranges) await file.write(Buffer.alloc(size, 0xa5), 0, size, offset);
  await file.close();
  return copy;
}

/** A request for a video segment in the lowest rendition. */
async function videoRequest({ index, map, ladder, settings }: MasterUnderTest, segment: number) {
  const rendition = ladder.video[0]!;
  const [parameterSets = new Uint8Array()] = await encodeParameterSets(settings, [rendition], never);
  return { track: index.video!, map, rendition, segment, parameterSets };
}

test.each(
  partOf([
    ['h264-24-gop2', [97, 98, 110, 111, 112, 150, 190, 191, 240]],
    ['h264-5994', [121, 122, 150, 151, 152, 200, 300, 301, 302, 400]],
    ['hevc10-hdr', [5, 6, 7, 30]],
  ] as const),
)('damaged frames of %s leave segments complete, with other frames lasting longer', async (kind, lost) => {
  const path = await damagedCopy(await generateMaster(kind), `${kind}.mp4`, ({ index }) =>
    rangesOf(index.video!.samples, lost),
  );
  const master = await openMaster(path);
  const { boundaries, videoCount } = master.map;
  let missing = 0;
  for (let segment = 0; segment < videoCount; segment++) {
    const request = await videoRequest(master, segment);
    const { bytes } = await encodeVideoSegment(master.settings, request, master.source(0), never);
    const joined = Buffer.concat([videoInit(request.rendition, request.parameterSets), bytes]);
    const { samples, timescale } = readFragments(joined);
    const last = samples.at(-1)!;
    expect(samples[0]?.decodeTime).toBe(boundaries[segment]);
    expect(last.decodeTime + last.duration).toBe(boundaries[segment + 1]);
    for (const sample of samples) expect(sample.compositionTime).toBeGreaterThanOrEqual(sample.decodeTime);
    const frames = await hashFrames('pipe:0', { bytes: joined });
    expect(frames.length).toBe(samples.length);
    expect(frames[0]?.time).toBeCloseTo(boundaries[segment]! / timescale, 5);
    const [first, end] = framesOf(master.map, segment);
    missing += Math.ceil((end - first) / request.rendition.keepEvery) - frames.length;
  }
  await master.close();
  expect(missing).toBeGreaterThan(0);
});

test('damaged audio becomes silence, and the audio after it is on time', async () => {
  const whole = await generateMaster('audio-only');
  const path = await damagedCopy(whole, 'audio.m4a', ({ index }) =>
    rangesOf(index.audio[0]!.samples, [30, 31, 32, 33, 34, 35, 36, 60]),
  );
  const master = await openMaster(path);
  const rendition = master.ladder.audio.at(-1)!;
  const bytes = await joinAudio(master, rendition);
  const packets = audioFrameBoundaries(master.map, rendition.sampleRate).at(-1)!;
  await master.close();
  const audio = await decodeAudio('pipe:0', { rate: 48_000, channels: 2, bytes });
  const source = await decodeAudio(whole, { rate: 48_000, channels: 2 });
  expect(audio.length / 2).toBe(packets * AAC_FRAME_SAMPLES);
  const at = (seconds: number) => Math.round(seconds * 48_000);
  expect(peak(audio, at(0.69), at(0.75))).toBeLessThan(0.01);
  expect(signalToNoise(audio, source, at(0.1), at(0.6))).toBeGreaterThan(10);
  expect(signalToNoise(audio, source, at(0.85), at(1.2))).toBeGreaterThan(10);
  expect(signalToNoise(audio, source, at(1.4), at(4.9))).toBeGreaterThan(10);
});

describe('an encode', () => {
  let master: MasterUnderTest;

  beforeAll(async () => {
    master = await openMaster(await generateMaster('h264-24-gop2'));
  });

  afterAll(() => master.close());

  const aborting = () => AbortSignal.abort(new Error('no waiters'));

  test('whose process is killed fails, and is retryable', async () => {
    const request = await videoRequest(master, 2);
    const encode = encodeVideoSegment(master.settings, request, master.source(0), never);
    const result = encode.catch((error: unknown) => error);
    await expect.poll(() => master.settings.registry.pids.length).toBe(1);
    for (const pid of master.settings.registry.pids) process.kill(pid, 'SIGKILL');
    expect(await result).toMatchObject({ code: 'encode_failed', retryable: true });
    expect(master.settings.registry.count).toBe(0);
  });

  test('without waiters is cancelled', async () => {
    const request = await videoRequest(master, 2);
    const stop = new AbortController();
    const encode = encodeVideoSegment(master.settings, request, master.source(0), stop.signal);
    const code = codeOf(() => encode);
    await expect.poll(() => master.settings.registry.count).toBe(1);
    stop.abort();
    expect(await code).toBe('encode_cancelled');
    expect(
      await codeOf(() => encodeVideoSegment(master.settings, request, master.source(0), aborting())),
    ).toBe('encode_cancelled');
  });

  test('whose parameter sets differ from the init segment’s is dropped', async () => {
    const request = await videoRequest(master, 0);
    const parameterSets = request.parameterSets.map((byte, i) => (i === 4 ? byte ^ 1 : byte));
    const encode = () =>
      encodeVideoSegment(master.settings, { ...request, parameterSets }, master.source(0), never);
    expect(await codeOf(encode)).toBe('segment_invalid');
  });

  test('of a master that becomes unreadable fails with that error', async () => {
    const request = await videoRequest(master, 2);
    const unreadable = new OnplayError('master_unreadable', { publicDetail: 'Not now.', retryable: true });
    const source = { ...master.source(0), read: () => Promise.reject(unreadable) };
    expect(await codeOf(() => encodeVideoSegment(master.settings, request, source, never))).toBe(
      'master_unreadable',
    );
  });

  test('of a truncated master fails, however much could be decoded', async () => {
    const request = await videoRequest(master, 2);
    const whole = master.source(0);
    const read = async (offset: number, length: number) => whole.read(offset, length - 1);
    const encode = () => encodeVideoSegment(master.settings, request, { ...whole, read }, never);
    expect(await codeOf(encode)).toBe('master_truncated');
  });

  test('that ffmpeg gives up on is blamed on this segment of the master', async () => {
    const request = await videoRequest(master, 2);
    const whole = master.source(0);
    const read = async (_offset: number, length: number) => Buffer.alloc(length, 0xa5);
    const encode = () => encodeVideoSegment(master.settings, request, { ...whole, read }, never);
    await expect(encode()).rejects.toMatchObject({ code: 'segment_unplayable', retryable: false });
  });

  test('that runs out of memory fails, even if ffmpeg succeeds', async () => {
    const request = await videoRequest(master, 2);
    const settings = { ...master.settings, memoryBytes: 192 * 1024 * 1024 };
    const encode = () => encodeVideoSegment(settings, request, master.source(0), never);
    expect(await codeOf(encode)).toBe('encode_failed');
  });
});
