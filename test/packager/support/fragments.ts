/** Fragments as other writers lay them out, with fields that the packager itself never writes. */
import { ascii, box, fullBox, i32, u32, u64 } from '../../../src/isobmff/boxes/write-box.js';
import { stsd } from '../../../src/isobmff/description/stsd.js';
import { mdhd } from '../../../src/isobmff/movie/mdhd.js';

export const TFHD = { baseDataOffset: 0x1, duration: 0x8, size: 0x10, flags: 0x20, baseIsMoof: 0x20000 };
export const TRUN = {
  dataOffset: 0x1,
  firstFlags: 0x4,
  duration: 0x100,
  size: 0x200,
  flags: 0x400,
  offset: 0x800,
};

/** Flags of a sample that is not a sync sample. */
export const NON_SYNC = 0x00010000;

/** A sample entry whose fields are 78 zero bytes. */
const entry = box('test', new Uint8Array(78));

export interface MoovValues {
  readonly handler?: string;
  readonly timescale?: number;
  readonly trackId?: number;
  /** The defaults in the `trex` box. */
  readonly defaults?: readonly [duration: number, size: number, flags: number];
  readonly entries?: readonly Uint8Array[];
  /** Replaces the `mdhd` box made from `timescale`. */
  readonly mediaHeader?: Uint8Array;
}

export function moov(values: MoovValues = {}): Uint8Array {
  const { handler = 'vide', timescale = 1000, trackId = 1, defaults = [0, 0, 0], entries = [entry] } = values;
  const { mediaHeader = mdhd(timescale, 'und') } = values;
  const hdlr = fullBox('hdlr', 0, 0, u32(0), ascii(handler), new Uint8Array(13));
  const minf = box('minf', box('stbl', stsd(...entries)));
  const trex = fullBox('trex', 0, 0, u32(trackId, 1, ...defaults));
  return box('moov', box('trak', box('mdia', mediaHeader, hdlr, minf)), box('mvex', trex));
}

export const tfhd = (flags: number, ...fields: readonly number[]): Uint8Array =>
  fullBox('tfhd', 0, flags, u32(1, ...fields));

export const tfdt = (time: number): Uint8Array => fullBox('tfdt', 1, 0, u64(time));

/** `values` are all fields after the sample count; negative ones are written as signed. */
export const trun = (
  version: number,
  flags: number,
  count: number,
  ...values: readonly number[]
): Uint8Array =>
  fullBox(
    'trun',
    version,
    flags,
    u32(count),
    ...values.map((value) => (value < 0 ? i32(value) : u32(value))),
  );

export const moof = (...trafs: readonly (readonly Uint8Array[])[]): Uint8Array =>
  box('moof', fullBox('mfhd', 0, 0, u32(1)), ...trafs.map((boxes) => box('traf', ...boxes)));

/** A media data box with the bytes 1, 2, 3... */
export const mdat = (length: number): Uint8Array =>
  box(
    'mdat',
    Uint8Array.from({ length }, (_, index) => index + 1),
  );

/** Builds a fragment with the data offset of media data that directly follows it. */
export const withDataAfter = (build: (dataOffset: number) => Uint8Array): Uint8Array =>
  build(build(0).length + 8);
