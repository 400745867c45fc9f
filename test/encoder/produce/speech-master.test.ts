/** Speech as phones record it: AMR with several frames per sample, of which decoders decode only the first. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AAC_FRAME_SAMPLES, audioFrameBoundaries } from '../../../src/masters/segment-map/segment-map.js';
import {
  ascii,
  audioEntry,
  box,
  concat,
  moov,
  sameSize,
  stco,
  stsc,
  stsd,
  stts,
  u8,
  u16,
  u32,
} from '../../masters/support/movie-boxes.js';
import { decodeAudio, signalToNoise } from './support/decoded-audio.js';
import { joinAudio } from './support/encode.js';
import { openMaster } from './support/master-under-test.js';

/** 12.2 kbit/s: frames of 32 bytes and 20 ms. */
const FRAME_TYPE = 7;
const FRAME_BYTES = 32;
const FRAMES_PER_SAMPLE = 5;
const SECONDS = 5;
const FRAMES = SECONDS * 50;

/** Frames with a repeating bit pattern, which decode to a hum, the same every time. */
const speech = Buffer.concat(
  Array.from({ length: FRAMES }, (_, frame) =>
    Buffer.from(
      Array.from({ length: FRAME_BYTES }, (__, i) =>
        i === 0 ? (FRAME_TYPE << 3) | 4 : (i * 37 + (frame % 4) * 11) & 0xff,
      ),
    ),
  ),
);

/** A 3GP file (3GPP TS 26.244). */
function master(): Uint8Array {
  const ftyp = box('ftyp', ascii('3gp4'), u32(0), ascii('3gp4'));
  const damr = box('damr', ascii('test'), u8(0), u16(1 << FRAME_TYPE), u8(0, FRAMES_PER_SAMPLE));
  const samples = FRAMES / FRAMES_PER_SAMPLE;
  const movie = moov(1000, [
    {
      handler: 'soun',
      timescale: 8000,
      stsd: stsd(audioEntry('samr', 1, 16, 0, damr)),
      tables: [
        stts([samples, 160 * FRAMES_PER_SAMPLE]),
        stsc([1, samples, 1]),
        stco(ftyp.length + 8),
        sameSize(FRAME_BYTES * FRAMES_PER_SAMPLE, samples),
      ],
    },
  ]);
  return concat([ftyp, box('mdat', speech), movie]);
}

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-speech-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('every frame of every sample is decoded, at its time', async () => {
  const movie = join(folder, 'speech.3gp');
  const raw = join(folder, 'speech.amr');
  await writeFile(movie, master());
  await writeFile(raw, Buffer.concat([Buffer.from('#!AMR\n'), speech]));
  const opened = await openMaster(movie, { targetSeconds: 1, firstSeconds: [] });
  const [track] = opened.index.audio;
  expect(track).toMatchObject({ codec: 'amr_nb', framesPerSample: FRAMES_PER_SAMPLE, sampleRate: 8000 });
  const bytes = await joinAudio(opened, opened.ladder.audio.at(-1)!);
  const boundaries = audioFrameBoundaries(opened.map, 48_000);
  await opened.close();
  const audio = await decodeAudio('pipe:0', { rate: 48_000, channels: 2, bytes });
  const source = await decodeAudio(raw, { rate: 48_000, channels: 1 });
  expect(audio.length / 2).toBe(boundaries.at(-1)! * AAC_FRAME_SAMPLES);
  expect(Math.abs(source.length / 2 - SECONDS * 48_000)).toBeLessThan(100);
  for (let from = 4800; from < (SECONDS - 0.2) * 48_000; from += 4800)
    expect(signalToNoise(audio, source, from, from + 4800), `at ${from}`).toBeGreaterThan(10);
});
