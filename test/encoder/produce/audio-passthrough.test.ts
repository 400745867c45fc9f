/** Passthrough of the master's audio as its best rendition: exactly its samples, and only where it is suitable. */
import { describe, expect, test } from 'vitest';
import { aac } from '../../../src/encoder/codecs/aac.js';
import { withPassthrough } from '../../../src/encoder/ladder/index.js';
import { samplesOfFrames, sourceFrames } from '../../../src/encoder/plan/audio-samples.js';
import {
  copiedAudioSamples,
  copyAudioSegment,
} from '../../../src/encoder/produce/audio/copy-audio-segment.js';
import { audioInit } from '../../../src/encoder/produce/init.js';
import type { AudioRendition } from '../../../src/encoder/rendition.js';
import { AAC_FRAME_SAMPLES, audioFramesOf } from '../../../src/masters/segment-map/segment-map.js';
import { readFragments, samplesOf } from '../../../src/packager/index.js';
import type { AudioTrack } from '../../../src/tracks/track.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { generateMaster } from '../../support/masters.js';
import { type DecodedAudio, peak } from './support/decoded-audio.js';
import { type MasterUnderTest, openMaster } from './support/master-under-test.js';

const SHORT_SEGMENTS = { targetSeconds: 0.7, firstSeconds: [0.5] };

function passedThrough({ ladder, index, map }: MasterUnderTest): AudioRendition | undefined {
  return withPassthrough(ladder, index, map).audio.find(({ passthrough }) => passthrough);
}

async function joined({ index, map, source }: MasterUnderTest, rendition: AudioRendition): Promise<Buffer> {
  const track = index.audio[0]!;
  const parts = [audioInit(rendition, aac.configuration(rendition))];
  for (let segment = 0; segment < map.count; segment++) {
    parts.push((await copyAudioSegment({ track, map, rendition, segment }, source(track.file))).bytes);
  }
  return Buffer.concat(parts);
}

/** The decoder's output, interleaved. */
async function decoded(source: string, input?: Uint8Array): Promise<DecodedAudio> {
  const words = ['-v', 'error', '-i', source, '-map', '0:a:0', '-f', 'f32le', 'pipe:1'];
  const raw = await runToolOrFail('ffmpeg', words, input ? { input } : {});
  return new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
}

/** The coded frames of a file, each with its time in samples and a hash of its bytes. */
async function packets(source: string, input?: Uint8Array) {
  const words = [
    '-v',
    'error',
    '-copyts',
    '-i',
    source,
    '-map',
    '0:a:0',
    '-c',
    'copy',
    '-f',
    'framehash',
    'pipe:1',
  ];
  const lines = (await runToolOrFail('ffmpeg', words, input ? { input } : {})).toString().split('\n');
  return lines
    .filter((line) => line.startsWith('0,'))
    .map((line) => line.split(',').map((word) => word.trim()))
    .map(([, , time, , , hash]) => ({ time: Number(time), hash }));
}

describe('AAC that begins on a frame of the grid', () => {
  test('has segments whose samples are known before the master is read, but for the first', async () => {
    const master = await openMaster(await generateMaster('h264-24-gop2'), SHORT_SEGMENTS);
    const { map, source } = master;
    const track = master.index.audio[0]!;
    const rendition = passedThrough(master)!;
    for (let segment = 0; segment < map.count; segment++) {
      const request = { track, map, rendition, segment };
      const { bytes } = await copyAudioSegment(request, source(track.file));
      expect(copiedAudioSamples(request)).toEqual(segment === 0 ? undefined : samplesOf(bytes));
    }
    await master.close();
  });

  test('is passed through, every frame unchanged and at its time', async () => {
    const path = await generateMaster('h264-24-gop2');
    const master = await openMaster(path, SHORT_SEGMENTS);
    const rendition = passedThrough(master)!;
    expect(rendition).toMatchObject({ id: 'a1-128k', bitrate: 128_000 });
    const served = await packets('pipe:0', await joined(master, rendition));
    await master.close();
    // Frames before 0 only prime the decoder.
    const own = (await packets(path)).filter(({ time }) => time >= 0);
    expect(served.length).toBeGreaterThan(400);
    expect(served).toEqual(own.slice(0, served.length));
  });

  test('is as long as the video, with silence where it ends earlier', async () => {
    const master = await openMaster(await generateMaster('audio-shorter'), SHORT_SEGMENTS);
    const rendition = passedThrough(master)!;
    const bytes = await joined(master, rendition);
    const [, end] = audioFramesOf(master.map, rendition.sampleRate, master.map.count - 1);
    const track = master.index.audio[0]!;
    await master.close();
    const audio = await decoded('pipe:0', bytes);
    expect(audio.length / 2).toBe(end * AAC_FRAME_SAMPLES);
    // The last frame may extend beyond the end, and overlaps the frame after it.
    const silentFrom =
      Math.ceil((track.end / track.timescale) * rendition.sampleRate) + 2 * AAC_FRAME_SAMPLES;
    expect(silentFrom).toBeLessThan(audio.length / 2 - 10 * AAC_FRAME_SAMPLES);
    expect(peak(audio, silentFrom, audio.length / 2)).toBe(0);
    expect(peak(audio, 0, silentFrom)).toBeGreaterThan(0.01);
  });

  test('has the bitrate of its largest segment', async () => {
    const master = await openMaster(await generateMaster('h264-24-gop2'), SHORT_SEGMENTS);
    const rendition = passedThrough(master)!;
    const { samples } = readFragments(await joined(master, rendition));
    await master.close();
    const total = samples.reduce((sum, { data }) => sum + data.byteLength, 0);
    const average = (8 * total * rendition.sampleRate) / (samples.length * AAC_FRAME_SAMPLES);
    expect(rendition.passthrough!.bitrate).toBeGreaterThan(average);
    expect(rendition.passthrough!.bitrate).toBeLessThan(2 * average);
  });
});

test.each(['late-audio', 'mkv-h264-ac3', 'pcm-mov', 'webm-vp9-opus'] as const)(
  'audio of %s is encoded',
  async (kind) => {
    const master = await openMaster(await generateMaster(kind));
    expect(passedThrough(master)).toBeUndefined();
    await master.close();
  },
);

test('audio with a far higher bitrate than the rendition it would replace is encoded', async () => {
  const master = await openMaster(await generateMaster('h264-24-gop2'));
  const { samples } = master.index.audio[0]!;
  samples.sizes.fill(4000);
  expect(passedThrough(master)).toBeUndefined();
  await master.close();
});

describe('the source frames of a track', () => {
  const track = (times: number[], more: Partial<AudioTrack> = {}): AudioTrack => {
    const count = times.length;
    const samples = { count, times: Float64Array.from(times), sizes: new Uint32Array(count).fill(300) };
    const end = times.at(-1)! + AAC_FRAME_SAMPLES;
    const values = {
      codec: 'aac',
      timescale: 48_000,
      sampleRate: 48_000,
      start: Math.max(0, times[0]!),
      end,
    };
    return { ...values, samples, ...more } as AudioTrack;
  };
  const grid = (first: number, count: number) => Array.from({ length: count }, (_, i) => (first + i) * 1024);

  test('begin after the samples hidden by an edit list', () => {
    expect(sourceFrames(track(grid(-2, 9), { start: 0 }))).toEqual({
      firstFrame: 0,
      firstSample: 2,
      count: 7,
    });
  });

  test('may begin late', () => {
    expect(sourceFrames(track(grid(5, 9)))).toEqual({ firstFrame: 5, firstSample: 0, count: 9 });
  });

  test.each([
    ['off the grid', track(grid(0, 9).map((time) => time + 64))],
    ['with a hole', track([0, 1024, 4096, 5120])],
    ['that overlap', track([0, 1024, 1500, 2524])],
    ['of which an edit list hides the last', track(grid(0, 9), { end: 7 * 1024 })],
    ['whose first is partly hidden', track(grid(-1, 9), { start: 500 })],
    ['that are all hidden', track(grid(-9, 4), { start: 0, end: 0 })],
  ])('are none where there are samples %s', (_, one) => {
    expect(sourceFrames(one)).toBeUndefined();
  });

  test('are padded with silence before the first and after the last', () => {
    const own = { firstFrame: 10, firstSample: 2, count: 20 };
    const of = (first: number, end: number) => samplesOfFrames(own, first, end);
    expect(of(0, 8)).toMatchObject({ silentBefore: 8, silentAfter: 0 });
    expect(of(5, 15)).toEqual({ first: 2, end: 7, silentBefore: 5, silentAfter: 0 });
    expect(of(12, 20)).toEqual({ first: 4, end: 12, silentBefore: 0, silentAfter: 0 });
    expect(of(25, 40)).toEqual({ first: 17, end: 22, silentBefore: 0, silentAfter: 10 });
    expect(of(5, 40)).toEqual({ first: 2, end: 22, silentBefore: 5, silentAfter: 10 });
    const { first, end, silentBefore, silentAfter } = of(50, 60);
    expect([end - first, silentBefore + silentAfter]).toEqual([0, 10]);
  });
});
