import type { Box } from '../boxes/read-box.js';
import { fullBox, u32 } from '../boxes/write-box.js';
import { TRACK_ID } from '../movie/tkhd.js';
import type { SampleDefaults } from '../movie/trex.js';

const FLAG = {
  baseDataOffset: 0x000001,
  sampleDescriptionIndex: 0x000002,
  defaultDuration: 0x000008,
  defaultSize: 0x000010,
  defaultFlags: 0x000020,
  defaultBaseIsMoof: 0x020000,
} as const;

/** Sample defaults of one fragment; undefined where it states none. */
export type FragmentDefaults = {
  readonly [Field in keyof SampleDefaults]: SampleDefaults[Field] | undefined;
};

/** The fields of a track fragment header. */
interface TrackFragmentHeader extends FragmentDefaults {
  readonly trackId: number;
  /** Offset in the file that the data offsets of its runs are relative to, if it is stated. */
  readonly baseDataOffset: number | undefined;
  /** Whether they are relative to the start of the enclosing `moof`. */
  readonly defaultBaseIsMoof: boolean;
}

/**
 * ISO/IEC 14496-12 8.8.7 Track fragment header box; each optional field with the flag that announces it
 *
 *     track_ID                  u32
 *     base_data_offset          u64  0x000001
 *     sample_description_index  u32  0x000002
 *     default_sample_duration   u32  0x000008
 *     default_sample_size       u32  0x000010
 *     default_sample_flags      u32  0x000020
 *     (no field)                     0x020000 default-base-is-moof
 *
 * A default is written where it has a value.
 */
export function tfhd(values: FragmentDefaults): Uint8Array {
  const optional: readonly (readonly [number, number | undefined])[] = [
    [FLAG.sampleDescriptionIndex, values.sampleDescriptionIndex],
    [FLAG.defaultDuration, values.duration],
    [FLAG.defaultSize, values.size],
    [FLAG.defaultFlags, values.flags],
  ];
  let flags: number = FLAG.defaultBaseIsMoof;
  const fields = [TRACK_ID];
  for (const [flag, value] of optional) {
    if (value === undefined) continue;
    flags |= flag;
    fields.push(value);
  }
  return fullBox('tfhd', 0, flags, u32(...fields));
}

/** Reads a `tfhd` box; a default that is absent is undefined. */
export function readTfhd(box: Box): TrackFragmentHeader {
  const { flags, fields } = box.fullBox();
  const u32If = (flag: number) => ((flags & flag) === 0 ? undefined : fields.u32());
  return {
    trackId: fields.u32(),
    baseDataOffset: (flags & FLAG.baseDataOffset) === 0 ? undefined : fields.u64(),
    sampleDescriptionIndex: u32If(FLAG.sampleDescriptionIndex),
    duration: u32If(FLAG.defaultDuration),
    size: u32If(FLAG.defaultSize),
    flags: u32If(FLAG.defaultFlags),
    defaultBaseIsMoof: (flags & FLAG.defaultBaseIsMoof) !== 0,
  };
}

/** The track id in a `tfhd` box, without the rest of it. */
export function readTrackId(box: Box): number {
  return box.fullBox().fields.u32();
}

/** 8.8.7.2: the `trex` of the movie applies where the header of the fragment states no default. */
export function effectiveDefaults(header: FragmentDefaults, movie: SampleDefaults): SampleDefaults {
  return {
    sampleDescriptionIndex: header.sampleDescriptionIndex ?? movie.sampleDescriptionIndex,
    duration: header.duration ?? movie.duration,
    size: header.size ?? movie.size,
    flags: header.flags ?? movie.flags,
  };
}

/**
 * 8.8.7.1: the offset in the file that data offsets count from.
 * @param moofStart offset of the fragment in the file.
 * @param previousEnd where the data of the previous track fragment ends; for the first one, `moofStart`.
 */
export function dataBase(header: TrackFragmentHeader, moofStart: number, previousEnd: number): number {
  if (header.baseDataOffset !== undefined) return header.baseDataOffset;
  return header.defaultBaseIsMoof ? moofStart : previousEnd;
}
