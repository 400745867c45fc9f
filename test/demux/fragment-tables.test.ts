import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptySamples } from '../../src/demux/media-samples.js';
import { FragmentCounts } from '../../src/demux/movie/fragment-counts.js';
import { FragmentTables } from '../../src/demux/movie/fragment-tables.js';
import type { SampleDefaults } from '../../src/isobmff/index.js';
import { codeOf } from '../masters/support/errors.js';
import { box, fullBox, i32, u32, u64 } from '../masters/support/movie-boxes.js';

const FILE_SIZE = 100_000;
const NON_SYNC = 0x10000;
const BASE_IS_MOOF = 0x20000;
const RUN = { dataOffset: 1, firstFlags: 4, duration: 0x100, size: 0x200, flags: 0x400, offset: 0x800 };

interface ReadOptions {
  readonly offset?: number;
  readonly defaults?: SampleDefaults;
  readonly before?: number;
  readonly fileSize?: number;
}

/** Reads the samples of track 1 in fragments at `offset` and every 1000 bytes after it. */
function read(
  moofs: readonly Uint8Array[],
  { offset = 0, defaults, before = 0, fileSize = FILE_SIZE }: ReadOptions = {},
) {
  const counts = new FragmentCounts();
  for (const bytes of moofs) counts.add(bytes);
  const samples = emptySamples(before + (counts.samples.get(1) ?? 0), fileSize);
  samples.durations.fill(10, 0, before);
  const track = { trackId: 1, samples, countBefore: before, timescale: 1000 };
  const tables = new FragmentTables([track], new Map(defaults ? [[1, defaults]] : []));
  for (const [i, bytes] of moofs.entries()) tables.read(bytes, offset + 1000 * i);
  tables.requireComplete();
  return samples;
}

const moof = (...trafs: readonly Uint8Array[]) => box('moof', fullBox('mfhd', 0, 0, u32(1)), ...trafs);
const traf = (...boxes: readonly Uint8Array[]) => box('traf', ...boxes);
const tfhd = (flags: number, track: number, ...fields: readonly Uint8Array[]) =>
  fullBox('tfhd', 0, flags, u32(track), ...fields);
const tfdt = (time: number) => fullBox('tfdt', 1, 0, u64(time));
const trun = (flags: number, count: number, ...fields: readonly Uint8Array[]) =>
  fullBox('trun', 1, flags, u32(count), ...fields);
const list = (values: ArrayLike<number>) => Array.from(values);

test('sizes, durations, flags and composition offsets are read from a run', () => {
  const every = RUN.dataOffset | RUN.duration | RUN.size | RUN.flags | RUN.offset;
  const run = trun(every, 2, i32(200), u32(10, 7, 0), i32(5), u32(20, 8, NON_SYNC), i32(-3));
  const samples = read([moof(traf(tfhd(BASE_IS_MOOF, 1), tfdt(100), run))], { offset: 4000 });
  expect(list(samples.offsets)).toEqual([4200, 4207]);
  expect(list(samples.sizes)).toEqual([7, 8]);
  expect(list(samples.compositionTimes)).toEqual([105, 107]);
  expect(list(samples.durations)).toEqual([10, 20]);
  expect(list(samples.sync)).toEqual([1, 0]);
  expect(list(samples.descriptions)).toEqual([1, 1]);
});

test('missing fields of a run default to those of its fragment, and then of the movie', () => {
  const defaults = { sampleDescriptionIndex: 2, duration: 10, size: 5, flags: NON_SYNC };
  const own = tfhd(BASE_IS_MOOF | 8, 1, u32(30));
  const run = trun(RUN.dataOffset | RUN.firstFlags, 2, i32(8), u32(0));
  const samples = read([moof(traf(own, tfdt(0), run))], { defaults });
  expect(list(samples.durations)).toEqual([30, 30]);
  expect(list(samples.sizes)).toEqual([5, 5]);
  expect(list(samples.sync)).toEqual([1, 0]);
  expect(list(samples.descriptions)).toEqual([2, 2]);
});

test('without `tfdt`, times continue from fragment to fragment', () => {
  const fragment = moof(traf(tfhd(BASE_IS_MOOF, 1), trun(RUN.duration | RUN.size, 2, u32(10, 1, 20, 1))));
  expect(list(read([fragment, fragment]).compositionTimes)).toEqual([0, 10, 30, 40]);
});

test('fragments continue after the samples of the movie box', () => {
  const fragment = moof(traf(tfhd(BASE_IS_MOOF, 1), trun(RUN.duration | RUN.size, 1, u32(10, 1))));
  const samples = read([fragment], { before: 3 });
  expect([samples.count, samples.compositionTimes[3]]).toEqual([4, 30]);
});

test('the data of a run without an offset follows that of the previous run', () => {
  const runs = [trun(RUN.dataOffset | RUN.size, 1, i32(64), u32(6)), trun(RUN.size, 1, u32(7))];
  expect(list(read([moof(traf(tfhd(BASE_IS_MOOF, 1), ...runs))]).offsets)).toEqual([64, 70]);
});

test('the data base is the given file offset, the fragment, or the end of the data of the previous track', () => {
  const run = trun(RUN.size, 1, u32(6));
  const other = traf(tfhd(0, 2), trun(RUN.dataOffset | RUN.size, 1, i32(100), u32(40)));
  const offsetIn = (...trafs: readonly Uint8Array[]) => read([moof(...trafs)], { offset: 5000 }).offsets[0];
  expect(offsetIn(other, traf(tfhd(1, 1, u64(777)), run))).toBe(777);
  expect(offsetIn(other, traf(tfhd(BASE_IS_MOOF, 1), run))).toBe(5000);
  expect(offsetIn(other, traf(tfhd(0, 1), run))).toBe(5140);
  expect(offsetIn(traf(tfhd(0, 1), run))).toBe(5000);
});

test('fragments of other tracks are skipped', () => {
  const other = traf(tfhd(BASE_IS_MOOF, 2), tfdt(999), trun(RUN.size, 3, u32(1, 1, 1)));
  const own = traf(tfhd(BASE_IS_MOOF, 1), trun(RUN.duration | RUN.size, 1, u32(10, 1)));
  expect(list(read([moof(other, own)]).compositionTimes)).toEqual([0]);
});

test.each([
  ['a run that claims more samples than it has', traf(tfhd(BASE_IS_MOOF, 1), trun(RUN.size, 3, u32(1, 1)))],
  ['a run without fields that claims a billion samples', traf(tfhd(BASE_IS_MOOF, 1), trun(0, 1_000_000_000))],
  ['a run that is cut short', traf(tfhd(BASE_IS_MOOF, 1), fullBox('trun', 0, RUN.dataOffset, u32(1)))],
  ['a track fragment without a header', traf(trun(0, 1))],
  ['a header that is cut short', traf(fullBox('tfhd', 0, 0x3b, u32(1)))],
  [
    'runs that claim too many samples together',
    traf(tfhd(0, 1), ...Array.from({ length: 9 }, () => trun(0, 20_000))),
  ],
])('%s: reported as damaged', async (_, broken) => {
  expect(await codeOf(() => read([moof(broken)]))).toBe('master_damaged');
});

test('a fragment of any bytes is read or refused', () => {
  const whole = moof(
    traf(tfhd(BASE_IS_MOOF, 1), tfdt(0), trun(RUN.duration | RUN.size, 3, u32(1, 2, 3, 4, 5, 6))),
  );
  const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
  return fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
      const bytes = whole.slice();
      for (const [at, value] of changes) bytes[at] = value;
      expect([undefined, 'master_damaged']).toContain(await codeOf(() => read([bytes])));
    }),
    { seed: 20_260_801, numRuns: 500 },
  );
});
