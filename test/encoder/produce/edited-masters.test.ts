/** A master with an edit list: what is encoded are the pieces of its media, exact at the seams. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AAC_FRAME_SAMPLES } from '../../../src/masters/segment-map/segment-map.js';
import { decodeFrameNumbers } from '../../support/decoded-frames.js';
import { type Edit, secondsOf, withEdits } from '../../support/edit-lists.js';
import { type EncodedKind, generateMaster } from '../../support/masters.js';
import { partOf } from '../../support/part-of.js';
import { audioBeforeEncoding, decodedByFfmpeg, INSTANT } from './support/audio-before-encoding.js';
import { stereoFilters } from './support/decoded-audio.js';
import { joinAudio, joinVideo } from './support/encode.js';
import { fedFrames } from './support/fed-frames.js';
import { type HashedFrame, hashFrames } from './support/frame-hashes.js';
import { type MasterUnderTest, openMaster, withMaster } from './support/master-under-test.js';

/** Of H.264 with B-frames, HEVC of 10 bits, ProRes; AAC and PCM; 24, 29.97 and irregular frames a second. */
const KINDS = ['h264-24-gop2', 'h264-open-gop', 'h264-vfr', 'hevc10-hdr', 'prores-mov'] as const;
/** Seconds of the shortest of them. */
const SHORTEST = 2;

const EDITS: Readonly<Record<string, readonly Edit[]>> = {
  'a piece is left out': [
    { from: 0, to: 0.75 },
    { from: 1.25, to: SHORTEST },
  ],
  'parts of GOPs are left': [
    { from: 0.125, to: 0.375 },
    { from: 0.625, to: 1 },
    { from: 1.5, to: 1.75 },
  ],
  'pieces are in another order, and one is repeated': [
    { from: 1, to: 1.5 },
    { from: 0.25, to: 0.75 },
    { from: 0.25, to: 0.75 },
    { from: 0.25, to: 0.75 },
  ],
  'there is a pause': [{ from: 0, to: 0.5 }, { pause: 0.5 }, { from: 1, to: 1.5 }],
};

/**
 * In decibels: a decoder of AAC adds noise (PNS, ISO/IEC 14496-3 4.6.13) that depends on what it has decoded before. Audio that is a
 * sample off has less than 30.
 */
const AAC_DECIBELS = 40;
/** With seams inside segments, and segments inside pieces. */
const SEGMENTS = { targetSeconds: 1, firstSeconds: [0.7] };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-edits-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function edited(kind: EncodedKind, edits: readonly Edit[]): Promise<string> {
  const path = join(folder, `${kind}.mov`);
  await writeFile(path, withEdits(await readFile(await generateMaster(kind)), edits));
  return path;
}

async function opened<T>(path: string, use: (master: MasterUnderTest) => Promise<T>): Promise<T> {
  const master = await openMaster(path, SEGMENTS);
  try {
    return await use(master);
  } finally {
    await master.close();
  }
}

/** What the edits make of the frames of the media. */
function presented(frames: readonly HashedFrame[], edits: readonly Edit[]): HashedFrame[] {
  let start = 0;
  return edits.flatMap((edit) => {
    const at = start;
    start += secondsOf(edit);
    if ('pause' in edit) return [];
    if ('still' in edit) return [{ ...frames.findLast(({ time }) => time <= edit.still)!, time: at }];
    const { from, to, rate = 1 } = edit;
    return frames
      .filter(({ time }) => time > from - 0.0005 && time < to - 0.0005)
      .map(({ time, hash }) => ({ time: at + (time - from) / rate, hash }));
  });
}

function expectFrames(got: readonly HashedFrame[], expected: readonly HashedFrame[]): void {
  expect(got.map(({ hash }) => hash)).toEqual(expected.map(({ hash }) => hash));
  const [first] = expected;
  got.forEach(({ time }, i) => {
    // Whatever begins first is at 0.
    expect(Math.abs(time - got[0]!.time - (expected[i]!.time - first!.time))).toBeLessThan(0.001);
  });
}

describe.each(Object.entries(EDITS))('where %s', (_, edits) => {
  test.each(partOf(KINDS))('the frames of %s are those of the pieces, each at its time', async (kind) => {
    const frames = await opened(await edited(kind, edits), fedFrames);
    expectFrames(frames.flat(), presented(await hashFrames(await generateMaster(kind)), edits));
  });

  test.each([
    ['AAC', 'h264-24-gop2', AAC_DECIBELS],
    ['PCM', 'prores-mov', Number.POSITIVE_INFINITY],
  ] as const)('audio in %s is that of the pieces, sample for sample', async (__, kind, decibels) => {
    const rate = 48_000;
    const joined = await opened(await edited(kind, edits), (master) =>
      audioBeforeEncoding(master, master.index.audio[0]!),
    );
    const whole = await decodedByFfmpeg(await generateMaster(kind), stereoFilters(2, rate));
    const bytes = (seconds: number) => Math.round(seconds * rate) * INSTANT;
    const expected = Buffer.concat(
      edits.map((edit) =>
        'from' in edit
          ? whole.subarray(bytes(edit.from), bytes(edit.to))
          : Buffer.alloc(bytes(secondsOf(edit))),
      ),
    );
    const margin = AAC_FRAME_SAMPLES * INSTANT;
    const end = expected.length - margin;
    const [got, wanted] = [joined.subarray(margin, end), expected.subarray(margin, end)];
    expect(signalToNoise(got, wanted)).toBeGreaterThanOrEqual(decibels);
  });
});

/** In decibels; infinity where both are the same, less than nothing for other lengths. */
function signalToNoise(audio: Buffer, source: Buffer): number {
  if (audio.length !== source.length) return Number.NEGATIVE_INFINITY;
  let [signal, noise] = [0, 0];
  for (let at = 0; at < source.length; at += 2) {
    signal += source.readInt16LE(at) ** 2;
    noise += (audio.readInt16LE(at) - source.readInt16LE(at)) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}

describe('slow motion', () => {
  const edits: readonly Edit[] = [
    { from: 0, to: 0.5 },
    { from: 0.5, to: 1, rate: 0.25 },
    { from: 1, to: 1.5, rate: 2 },
    { from: 1.5, to: SHORTEST },
  ];

  test.each(partOf(KINDS))('presents the frames of %s for longer', async (kind) => {
    const frames = await opened(await edited(kind, edits), fedFrames);
    expectFrames(frames.flat(), presented(await hashFrames(await generateMaster(kind)), edits));
  });

  test('has audio that is as slow, and what follows is on time', async () => {
    const rate = 48_000;
    const joined = await opened(await edited('prores-mov', edits), (master) =>
      audioBeforeEncoding(master, master.index.audio[0]!),
    );
    const whole = await decodedByFfmpeg(await generateMaster('prores-mov'), stereoFilters(2, rate));
    const bytes = (seconds: number) => Math.round(seconds * rate) * INSTANT;
    expect(joined.subarray(bytes(2.76), bytes(3.2)).equals(whole.subarray(bytes(1.51), bytes(1.95)))).toBe(
      true,
    );
    // Of the media at 0.75 s, a quarter as fast.
    const quarter = (sample: number) => joined.readInt16LE(bytes(1.5) + sample * INSTANT);
    const source = (sample: number) => whole.readInt16LE(bytes(0.75) + sample * INSTANT);
    for (let sample = 0; sample < 4000; sample += 4)
      expect(Math.abs(quarter(sample) - source(sample / 4))).toBeLessThan(300);
  });
});

test('a picture that stands still is held, in silence', async () => {
  const edits: readonly Edit[] = [
    { from: 0, to: 0.5 },
    { still: 0.25, seconds: 1 },
    { from: 1, to: 1.5 },
  ];
  const path = await edited('h264-24-gop2', edits);
  const frames = await opened(path, fedFrames);
  expectFrames(frames.flat(), presented(await hashFrames(await generateMaster('h264-24-gop2')), edits));
  const pcm = await opened(path, (master) => audioBeforeEncoding(master, master.index.audio[0]!));
  const silent = pcm.subarray(0.51 * 48_000 * INSTANT, 1.49 * 48_000 * INSTANT);
  expect(silent.every((byte) => byte === 0)).toBe(true);
});

test('all of it is encoded, checked and joined', async () => {
  const edits = EDITS['pieces are in another order, and one is repeated']!;
  await withMaster(await edited('h264-24-gop2', edits), async (master) => {
    const [rendition] = master.ladder.video;
    const numbers = await decodeFrameNumbers('pipe:0', { input: await joinVideo(master, rendition!) });
    const piece = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
    expect(numbers).toEqual([...piece(24, 36), ...piece(6, 18), ...piece(6, 18), ...piece(6, 18)]);
    expect((await joinAudio(master, master.ladder.audio[0]!)).length).toBeGreaterThan(0);
  });
});
