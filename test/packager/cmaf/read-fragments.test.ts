import { describe, expect, it } from 'vitest';
import { box, fullBox, u16, u32, u64 } from '../../../src/isobmff/boxes/write-box.js';
import { fragment, mediaSegment, readFragments } from '../../../src/packager/index.js';
import { joined } from '../support/bytes.js';
import {
  mdat,
  moof,
  moov,
  NON_SYNC,
  TFHD,
  TRUN,
  tfdt,
  tfhd,
  trun,
  withDataAfter,
} from '../support/fragments.js';
import { videoInit } from '../support/media.js';

/** The bytes of each sample. */
function dataOf(...parts: readonly Uint8Array[]): number[][] {
  return readFragments(joined(...parts)).samples.map(({ data }) => [...data]);
}

/** Decode time, composition time and duration of each sample. */
function timesOf(...parts: readonly Uint8Array[]): number[][] {
  return readFragments(joined(...parts)).samples.map(({ decodeTime, compositionTime, duration }) => [
    decodeTime,
    compositionTime,
    duration,
  ]);
}

function syncOf(...parts: readonly Uint8Array[]): boolean[] {
  return readFragments(joined(...parts)).samples.map(({ sync }) => sync);
}

const baseIsMoof = tfhd(TFHD.baseIsMoof);
const evenDefaults = moov({ defaults: [10, 2, 0] });

/** A fragment with one run, directly followed by its data; `fields` come after the data offset. */
function oneRun(header: Uint8Array, flags: number, count: number, ...fields: readonly number[]): Uint8Array {
  return withDataAfter((offset) =>
    moof([header, trun(1, flags | TRUN.dataOffset, count, offset, ...fields)]),
  );
}

describe('readFragments', () => {
  it('reads several consecutive fragments', () => {
    const part = (sequenceNumber: number, baseMediaDecodeTime: number) =>
      mediaSegment({
        sequenceNumber,
        baseMediaDecodeTime,
        samples: [{ size: 2, duration: 100, compositionOffset: 50, sync: true }],
        data: [Uint8Array.of(sequenceNumber, 0)],
      });
    expect(timesOf(videoInit, part(1, 0), part(2, 100))).toEqual([
      [0, 50, 100],
      [100, 150, 100],
    ]);
    expect(dataOf(videoInit, part(1, 0), part(2, 100))).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  it('reads the timescale of a media header with 64-bit times', () => {
    const mediaHeader = fullBox('mdhd', 1, 0, u64(0, 0), u32(90000), u64(0), u16(0, 0));
    expect(readFragments(moov({ mediaHeader })).timescale).toBe(90000);
  });

  it('returns views of the bytes, not copies', () => {
    const bytes = joined(evenDefaults, oneRun(baseIsMoof, 0, 1), mdat(2));
    expect(readFragments(bytes).samples[0]?.data.buffer).toBe(bytes.buffer);
  });

  it('takes duration, size and flags from the movie if the fragment does not state them', () => {
    const file = [moov({ defaults: [10, 2, NON_SYNC] }), oneRun(baseIsMoof, 0, 2), mdat(4)];
    expect(timesOf(...file)).toEqual([
      [0, 0, 10],
      [10, 10, 10],
    ]);
    expect(dataOf(...file)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(syncOf(...file)).toEqual([false, false]);
  });

  it('prefers the values in the fragment header', () => {
    const header = tfhd(TFHD.baseIsMoof | TFHD.duration | TFHD.size | TFHD.flags, 20, 1, NON_SYNC);
    const file = [evenDefaults, oneRun(header, 0, 2), mdat(2)];
    expect(timesOf(...file).map(([, , duration]) => duration)).toEqual([20, 20]);
    expect(dataOf(...file)).toEqual([[1], [2]]);
    expect(syncOf(...file)).toEqual([false, false]);
  });

  it('prefers the values of the sample itself', () => {
    const flags = TRUN.duration | TRUN.size | TRUN.flags;
    const run = oneRun(baseIsMoof, flags, 2, 30, 1, NON_SYNC, 40, 3, 0);
    expect(timesOf(evenDefaults, run, mdat(4))).toEqual([
      [0, 0, 30],
      [30, 30, 40],
    ]);
    expect(dataOf(evenDefaults, run, mdat(4))).toEqual([[1], [2, 3, 4]]);
    expect(syncOf(evenDefaults, run, mdat(4))).toEqual([false, true]);
  });

  it('applies the first-sample flags of a run to its first sample only', () => {
    const movie = moov({ defaults: [10, 1, NON_SYNC] });
    expect(syncOf(movie, oneRun(baseIsMoof, TRUN.firstFlags, 3, 0), mdat(3))).toEqual([true, false, false]);
  });

  it('reads composition offsets as unsigned in version 0 and signed in version 1', () => {
    const flags = TRUN.dataOffset | TRUN.offset;
    const run = (version: number) =>
      withDataAfter((offset) => moof([baseIsMoof, trun(version, flags, 1, offset, 0xffffffff)]));
    expect(timesOf(evenDefaults, run(0), mdat(2))).toEqual([[0, 0xffffffff, 10]]);
    expect(timesOf(evenDefaults, run(1), mdat(2))).toEqual([[0, -1, 10]]);
  });

  it('starts at the decode time that the fragment states, in 32 or 64 bits', () => {
    const late = 2 ** 33;
    const withTime = (time: Uint8Array) =>
      withDataAfter((offset) => moof([baseIsMoof, time, trun(1, TRUN.dataOffset, 1, offset)]));
    const short = box('tfdt', new Uint8Array(4), Uint8Array.of(0, 0, 1, 0));
    expect(timesOf(evenDefaults, withTime(tfdt(late)), mdat(2))).toEqual([[late, late, 10]]);
    expect(timesOf(evenDefaults, withTime(short), mdat(2))).toEqual([[256, 256, 10]]);
  });

  it('continues at the end of the previous samples if a fragment states no decode time', () => {
    const part = [oneRun(baseIsMoof, 0, 1), mdat(2)];
    expect(timesOf(evenDefaults, ...part, ...part)).toEqual([
      [0, 0, 10],
      [10, 10, 10],
    ]);
  });

  it('counts data offsets from a base in the file if one is stated', () => {
    const header = (base: number) => tfhd(TFHD.baseDataOffset, 0, base);
    const part = (base: number) => moof([header(base), trun(1, TRUN.dataOffset, 1, 8)]);
    const base = evenDefaults.length + part(0).length;
    expect(dataOf(evenDefaults, part(base), mdat(3))).toEqual([[1, 2]]);
  });

  it('counts from the fragment, then from the end of the previous data, if no base is stated', () => {
    const part = withDataAfter((offset) =>
      moof([tfhd(0), trun(1, TRUN.dataOffset, 1, offset)], [tfhd(0), trun(1, 0, 1), trun(1, 0, 1)]),
    );
    const file = [evenDefaults, part, mdat(6)];
    expect(dataOf(...file)).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
  });

  it('skips other boxes between the fragments', () => {
    const file = [box('ftyp'), evenDefaults, box('sidx'), oneRun(baseIsMoof, 0, 1), mdat(2), box('mfra')];
    expect(dataOf(...file)).toEqual([[1, 2]]);
  });

  it('reads fragments whose media data follows their header in several pieces', () => {
    const samples = [{ size: 4, duration: 5, compositionOffset: -5, sync: true }];
    const start = fragment({ sequenceNumber: 1, baseMediaDecodeTime: 5, samples });
    expect(timesOf(videoInit, start, Uint8Array.of(1, 2), Uint8Array.of(3, 4))).toEqual([[5, 0, 5]]);
  });
});
