/** Builds movie boxes of all versions, as other muxers write them. Shares no code with the readers under test. */
import {
  ascii,
  box,
  concat,
  fixed16_16,
  fullBox,
  i32,
  u8,
  u16,
  u32,
  u64,
  zeros,
} from '../../../src/isobmff/boxes/write-box.js';

export { ascii, box, concat, fullBox, i32, u8, u16, u32, u64, zeros };

/** An edit: duration in ticks of the movie's timescale, and media time, -1 for an empty edit. */
export interface EditSpec {
  readonly duration: number;
  readonly mediaTime: number;
  readonly rate?: number;
}

export interface TrackSpec {
  readonly trackId?: number;
  readonly handler?: string;
  readonly name?: Uint8Array;
  /** Of `tkhd`; 1 is enabled. */
  readonly flags?: number;
  readonly matrix?: readonly number[];
  readonly timescale?: number;
  /** Three letters. */
  readonly language?: string;
  /** Of `elng`. */
  readonly extendedLanguage?: string;
  readonly edits?: readonly EditSpec[];
  readonly references?: Uint8Array;
  /** 1 for 64-bit times. */
  readonly version?: 0 | 1;
  readonly stsd?: Uint8Array;
  /** Children of `stbl` other than `stsd`. */
  readonly tables?: readonly Uint8Array[];
  /** Flags of the one data reference; 1 is "in this file". */
  readonly dataReferenceFlags?: number;
}

export const IDENTITY = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];

/** A movie box: header, tracks, then any other boxes. */
export function moov(
  timescale: number,
  tracks: readonly TrackSpec[],
  ...others: readonly Uint8Array[]
): Uint8Array {
  return box('moov', mvhd(timescale), ...tracks.map(trak), ...others);
}

export function mvhd(timescale: number, version: 0 | 1 = 0): Uint8Array {
  const rest = concat([fixed16_16(1), u16(0x100), zeros(10), i32(...IDENTITY), zeros(24), u32(2)]);
  return version === 1
    ? fullBox('mvhd', 1, 0, u64(0, 0), u32(timescale), u64(0), rest)
    : fullBox('mvhd', 0, 0, u32(0, 0, timescale, 0), rest);
}

export function trak(spec: TrackSpec): Uint8Array {
  const edits = spec.edits ? [box('edts', elst(spec.edits, spec.version ?? 0))] : [];
  const references = spec.references ? [spec.references] : [];
  return box('trak', tkhd(spec), ...edits, ...references, mdia(spec));
}

function tkhd({ trackId = 1, flags = 3, matrix = IDENTITY, version = 0 }: TrackSpec): Uint8Array {
  const times = version === 1 ? [u64(0, 0), u32(trackId, 0), u64(0)] : [u32(0, 0, trackId, 0, 0)];
  return fullBox('tkhd', version, flags, ...times, zeros(16), i32(...matrix), u32(0, 0));
}

function elst(edits: readonly EditSpec[], version: 0 | 1): Uint8Array {
  const entries = edits.map(({ duration, mediaTime, rate = 1 }) =>
    version === 1
      ? concat([u64(duration), mediaTime < 0 ? i32(-1, -1) : u64(mediaTime), fixed16_16(rate)])
      : concat([u32(duration), i32(mediaTime), fixed16_16(rate)]),
  );
  return fullBox('elst', version, 0, u32(edits.length), ...entries);
}

function mdia(spec: TrackSpec): Uint8Array {
  const { handler = 'vide', name = ascii('\0'), extendedLanguage } = spec;
  const hdlr = fullBox('hdlr', 0, 0, u32(0), ascii(handler), zeros(12), name);
  const elng = extendedLanguage ? [fullBox('elng', 0, 0, ascii(`${extendedLanguage}\0`))] : [];
  return box('mdia', mdhd(spec), ...elng, hdlr, minf(spec));
}

function mdhd({ timescale = 1000, language = 'und', version = 0 }: TrackSpec): Uint8Array {
  const packed = Array.from(language).reduce((sum, letter) => sum * 32 + letter.charCodeAt(0) - 0x60, 0);
  const times = version === 1 ? [u64(0, 0), u32(timescale), u64(0)] : [u32(0, 0, timescale, 0)];
  return fullBox('mdhd', version, 0, ...times, u16(packed, 0));
}

function minf({ dataReferenceFlags = 1, stsd = videoStsd(), tables = [] }: TrackSpec): Uint8Array {
  const dref = fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, dataReferenceFlags));
  return box('minf', box('dinf', dref), box('stbl', stsd, ...tables));
}

export const stsd = (...entries: readonly Uint8Array[]): Uint8Array =>
  fullBox('stsd', 0, 0, u32(entries.length), ...entries);

export const videoStsd = (
  type = 'avc1',
  width = 640,
  height = 360,
  ...boxes: readonly Uint8Array[]
): Uint8Array => stsd(videoEntry(type, width, height, ...boxes));

export function videoEntry(
  type: string,
  width: number,
  height: number,
  ...boxes: readonly Uint8Array[]
): Uint8Array {
  return box(type, zeros(6), u16(1), zeros(16), u16(width, height), zeros(50), ...boxes);
}

/** A sound description of version 0; `fields` follow it. */
export function audioEntry(
  type: string,
  channels: number,
  bits: number,
  version = 0,
  ...fields: readonly Uint8Array[]
): Uint8Array {
  return box(
    type,
    zeros(6),
    u16(1),
    u16(version),
    zeros(6),
    u16(channels, bits, 0, 0),
    fixed16_16(0),
    ...fields,
  );
}

export const audioStsd = (type = 'mp4a', channels = 2, bits = 16): Uint8Array =>
  stsd(audioEntry(type, channels, bits));

/** A full box of version 0 with a count and entries of 32-bit numbers. */
export const table = (type: string, entries: readonly (readonly number[])[]): Uint8Array =>
  fullBox(type, 0, 0, u32(entries.length), ...entries.map((entry) => u32(...entry)));

export const stts = (...entries: readonly (readonly [count: number, delta: number])[]): Uint8Array =>
  table('stts', entries);
export const stsc = (
  ...entries: readonly (readonly [first: number, samples: number, description: number])[]
): Uint8Array => table('stsc', entries);
export const stco = (...offsets: readonly number[]): Uint8Array =>
  table(
    'stco',
    offsets.map((offset) => [offset]),
  );
export const stss = (...samples: readonly number[]): Uint8Array =>
  table(
    'stss',
    samples.map((sample) => [sample]),
  );
export const ctts = (...entries: readonly (readonly [count: number, offset: number])[]): Uint8Array =>
  fullBox(
    'ctts',
    1,
    0,
    u32(entries.length),
    ...entries.map(([count, offset]) => concat([u32(count), i32(offset)])),
  );
export const stsz = (...sizes: readonly number[]): Uint8Array =>
  fullBox('stsz', 0, 0, u32(0, sizes.length, ...sizes));
export const sameSize = (size: number, count: number): Uint8Array => fullBox('stsz', 0, 0, u32(size, count));

/** Tables of a track without samples, as in fragmented files. */
export const NO_SAMPLES = [stts(), stsc(), stco(), sameSize(0, 0)];
