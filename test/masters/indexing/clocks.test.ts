/** Clocks and durations that recorders write, and that say nothing of the media. */
import { describe, expect, test } from 'vitest';
import type { MasterIndex } from '../../../src/masters/master-index.js';
import { fakeTools } from '../support/fake-tools.js';
import { inMemoryMaster } from '../support/in-memory-master.js';
import { indexMaster } from '../support/index-master.js';
import {
  audioStsd,
  box,
  concat,
  fullBox,
  moov,
  NO_SAMPLES,
  sameSize,
  stco,
  stsc,
  stts,
  u32,
  u64,
} from '../support/movie-boxes.js';

const FTYP = box('ftyp', u32(0x69736f6d, 0));
const SAMPLES = 48;
const MDAT = box('mdat', new Uint8Array(SAMPLES * 100));
/** Offset of the content of `MDAT`, which follows `FTYP`. */
const DATA = FTYP.length + 8;
const RATE = 48_000;

const index = (bytes: Uint8Array): Promise<MasterIndex> =>
  indexMaster(inMemoryMaster(bytes), '/nowhere', fakeTools, new AbortController().signal);

/** Fragments of 12 frames of video, a second each, whose clock begins at `seconds`. */
function fragmentsFrom(seconds: number, timescale: number): Uint8Array {
  const trex = fullBox('trex', 0, 0, u32(1, 1, timescale / 12, 100, 0));
  const header = moov(1000, [{ timescale, tables: NO_SAMPLES }], box('mvex', trex));
  const fragments = [0, 1, 2, 3].map((fragment) => {
    const tfhd = fullBox('tfhd', 0, 0x1, u32(1), u64(DATA + fragment * 1200));
    const time = BigInt(seconds + fragment) * BigInt(timescale);
    const tfdt = fullBox('tfdt', 1, 0, u32(Number(time >> 32n), Number(time & 0xffff_ffffn)));
    const trun = fullBox('trun', 0, 0, u32(12));
    return box('moof', fullBox('mfhd', 0, 0, u32(fragment + 1)), box('traf', tfhd, tfdt, trun));
  });
  return concat([FTYP, MDAT, header, ...fragments]);
}

describe('fragments whose clock counts from 1970', () => {
  test.each([600, 12_000, 90_000, 12_000_000, 768_000_000])(
    'play from 0, in %i ticks a second',
    async (timescale) => {
      const { video } = await index(fragmentsFrom(1_700_000_000, timescale));
      expect([video!.start, video!.end / video!.timescale]).toEqual([0, 4]);
      expect(video!.frames).toHaveLength(SAMPLES);
      expect(video!.longestFrame / video!.timescale).toBeCloseTo(1 / 12, 6);
    },
  );
});

/** Audio of 48 packets of 1024 PCM frames, but for the last. */
function audioEnding(duration: number): Uint8Array {
  const tables = [
    stts([SAMPLES - 1, 1024], [1, duration]),
    stsc([1, SAMPLES, 1]),
    stco(DATA),
    sameSize(100, SAMPLES),
  ];
  return concat([FTYP, MDAT, moov(1000, [{ handler: 'soun', stsd: audioStsd(), timescale: RATE, tables }])]);
}

test.each([
  ['negative', 2 ** 32 - 144],
  ['absurd', 2 ** 31 - 1],
])('audio whose last sample has a %s duration ends with that sample', async (_, duration) => {
  const { audio, ignored } = await index(audioEnding(duration));
  expect(ignored).toEqual([]);
  expect(audio[0]!.end).toBe(SAMPLES * 1024);
});
