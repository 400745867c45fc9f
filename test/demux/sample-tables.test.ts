import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { masterBox } from '../../src/demux/master-boxes.js';
import { countSampleTables } from '../../src/demux/movie/sample-tables.js';
import type { AudioDescription } from '../../src/isobmff/index.js';
import { codeOf } from '../masters/support/errors.js';
import {
  box,
  ctts,
  fullBox,
  sameSize,
  stco,
  stsc,
  stss,
  stsz,
  stts,
  u8,
  u16,
  u32,
  u64,
} from '../masters/support/movie-boxes.js';

const FILE_SIZE = 1_000_000;

function read(
  tables: readonly Uint8Array[],
  stored: Omit<AudioDescription, 'channels'> = {},
  fileSize = FILE_SIZE,
) {
  const stbl = masterBox(box('stbl', ...tables))!;
  return countSampleTables(stbl, { channels: 2, ...stored }).expand(fileSize);
}

const list = (values: ArrayLike<number>) => Array.from(values);

test('offsets come from chunks, times from runs', () => {
  const samples = read([
    stts([2, 10], [2, 20]),
    ctts([1, 5], [3, -3]),
    stsc([1, 1, 1], [2, 3, 2]),
    stco(100, 500),
    stsz(7, 8, 9, 10),
    stss(1, 3),
  ]);
  expect(samples.count).toBe(4);
  expect(list(samples.offsets)).toEqual([100, 500, 508, 517]);
  expect(list(samples.sizes)).toEqual([7, 8, 9, 10]);
  expect(list(samples.compositionTimes)).toEqual([5, 7, 17, 37]);
  expect(list(samples.durations)).toEqual([10, 10, 20, 20]);
  expect(list(samples.sync)).toEqual([1, 0, 1, 0]);
  expect(list(samples.descriptions)).toEqual([1, 2, 2, 2]);
});

test('without a sync table every sample is a sync sample', () => {
  expect(list(read([stts([2, 1]), stsc([1, 2, 1]), stco(0), stsz(1, 1)]).sync)).toEqual([1, 1]);
});

test('64-bit chunk offsets are read', () => {
  const co64 = fullBox('co64', 0, 0, u32(1), u64(5_000_000_000));
  expect(list(read([stts([1, 1]), stsc([1, 1, 1]), co64, stsz(1)]).offsets)).toEqual([5_000_000_000]);
});

test.each([
  [4, u8(0x12, 0x30)],
  [8, u8(1, 2, 3)],
  [16, u16(1, 2, 3)],
])('compact sizes of %d bits are read', (bits, entries) => {
  const stz2 = fullBox('stz2', 0, 0, u32(bits, 3), entries);
  expect(list(read([stts([3, 1]), stsc([1, 3, 1]), stco(0), stz2]).sizes)).toEqual([1, 2, 3]);
});

test('samples beyond `stts` have its last duration', () => {
  const samples = read([stts([1, 4], [1, 6]), stsc([1, 4, 1]), stco(0), sameSize(1, 4)]);
  expect(list(samples.compositionTimes)).toEqual([0, 4, 10, 16]);
});

const PCM = { bytesPerPcmFrame: 4 };

describe('uncompressed audio', () => {
  test('is grouped into blocks that end with their chunks', () => {
    const samples = read(
      [stts([6000, 1]), stsc([1, 5000, 1], [2, 1000, 1]), stco(0, 50_000), sameSize(1, 6000)],
      PCM,
    );
    expect(list(samples.offsets)).toEqual([0, 16_384, 50_000]);
    expect(list(samples.sizes)).toEqual([16_384, 3616, 4000]);
    expect(list(samples.compositionTimes)).toEqual([0, 4096, 5000]);
    expect(list(samples.durations)).toEqual([4096, 904, 1000]);
  });

  test('is grouped also if several entries have the same duration', () => {
    const samples = read([stts([1, 2], [9, 2]), stsc([1, 10, 1]), stco(0), sameSize(1, 10)], PCM);
    expect([samples.count, samples.durations[0]]).toEqual([1, 20]);
  });

  test('of several durations is not grouped', () => {
    const samples = read([stts([1, 2], [1, 3]), stsc([1, 2, 1]), stco(0), sameSize(4, 2)], PCM);
    expect(list(samples.durations)).toEqual([2, 3]);
  });

  test('of an impossible length is refused without being expanded', async () => {
    const tables = [stts([1, 1]), stsc([1, 0xffffffff, 1]), stco(...Array(1000).fill(0)), sameSize(1, 1)];
    expect(await codeOf(() => read(tables, { bytesPerPcmFrame: 1 }))).toBe('master_damaged');
  });
});

describe('compressed audio of QuickTime', () => {
  const ADPCM = { packet: { bytes: 68, pcmFrames: 64 } };
  const tables = [stts([200, 1]), stsc([1, 128, 1], [2, 72, 1]), stco(0, 1000)];

  test('of which the tables count PCM frames has a sample for each packet', () => {
    const samples = read([...tables, sameSize(1, 200)], ADPCM);
    expect(list(samples.offsets)).toEqual([0, 68, 1000]);
    expect(list(samples.sizes)).toEqual([68, 68, 68]);
    expect(list(samples.compositionTimes)).toEqual([0, 64, 128]);
    expect(list(samples.durations)).toEqual([64, 64, 64]);
  });

  test('of which they count packets is read as all else', () => {
    const samples = read([stts([2, 64]), stsc([1, 2, 1]), stco(0), sameSize(68, 2)], ADPCM);
    expect(list(samples.sizes)).toEqual([68, 68]);
    expect(list(samples.durations)).toEqual([64, 64]);
  });
});

const USUAL = { stts: stts([2, 1]), stsc: stsc([1, 2, 1]), stco: stco(0), stsz: stsz(1, 1) };

test.each(['stts', 'stsc', 'stco', 'stsz'] as const)('tables without %s are damaged', async (missing) => {
  const { [missing]: _, ...others } = USUAL;
  expect(await codeOf(() => read(Object.values(others)))).toBe('master_damaged');
});

test.each([
  ['a size table that claims more than it has', { stsz: fullBox('stsz', 0, 0, u32(0, 3, 1, 1)) }],
  ['a size table without a header', { stsz: fullBox('stsz', 0, 0, u32(0)) }],
  ['compact sizes of five bits', { stsz: fullBox('stz2', 0, 0, u32(5, 1), u8(0)) }],
  ['more samples than the file has bytes', { stsz: sameSize(1, FILE_SIZE + 1) }],
  ['four billion samples', { stsz: sameSize(0xffffffff, 0xffffffff) }],
  ['a table of durations that claims more than it has', { stts: fullBox('stts', 0, 0, u32(2, 1, 1)) }],
  ['a table without a count', { stts: box('stts', u32(0)) }],
  ['a negative duration', { stts: stts([2, 0x80000000]) }],
  ['chunks that hold too few samples', { stsc: stsc([1, 1, 1]) }],
  ['chunk runs out of order', { stsc: stsc([2, 1, 1], [1, 1, 1]) }],
  ['chunk runs that begin before the first', { stsc: stsc([0, 1, 1]) }],
  ['a chunk table that claims more than it has', { stco: fullBox('stco', 0, 0, u32(0x40000000)) }],
])('%s: reported as damaged', async (_, broken) => {
  expect(await codeOf(() => read(Object.values({ ...USUAL, ...broken })))).toBe('master_damaged');
});

test('a small file cannot cause large allocations', async () => {
  expect(
    await codeOf(() => read([stts(), stsc([1, 1, 1]), stco(0), sameSize(1, 11_000_000)], undefined, 500)),
  ).toBe('master_damaged');
});

test('for any runs, each sample has the duration of its run', () => {
  const runs = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 9 })), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(runs, (entries) => {
      const durations = entries.flatMap(([count, delta]) => Array<number>(count).fill(delta));
      const count = durations.length;
      const samples = read([stts(...entries), stsc([1, count, 1]), stco(0), sameSize(3, count)]);
      expect(list(samples.durations)).toEqual(durations);
      const startOf = (sample: number) => durations.slice(0, sample).reduce((sum, delta) => sum + delta, 0);
      expect(list(samples.compositionTimes)).toEqual(durations.map((_, sample) => startOf(sample)));
    }),
    { seed: 20_260_801 },
  );
});
