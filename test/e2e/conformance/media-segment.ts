/** Reads the fragments and samples of a media segment. */
import { type Box, topLevelBoxes } from './boxes.js';
import type { SampleDefaults } from './init-segment.js';

export interface MediaSegment {
  /** Types of the top-level boxes, in order. */
  readonly boxTypes: readonly string[];
  readonly fragments: readonly Fragment[];
}

export interface Fragment {
  /** From `tfhd`: the flags default-base-is-moof and base-data-offset-present. */
  readonly baseIsMoof: boolean;
  readonly hasBaseDataOffset: boolean;
  readonly baseMediaDecodeTime: number;
  /** Version of `trun`. */
  readonly runVersion: number;
  readonly samples: readonly Sample[];
  /** Whether the samples fill the following `mdat` from its first byte to its last. */
  readonly fillsMediaData: boolean;
}

/** In decode order; times in ticks. */
export interface Sample {
  readonly decodeTime: number;
  readonly duration: number;
  readonly compositionOffset: number;
  readonly sync: boolean;
  readonly data: Buffer;
}

const NON_SYNC_FLAG = 0x1_0000;

export function readMediaSegment(file: Buffer, defaults: SampleDefaults): MediaSegment {
  const boxes = topLevelBoxes(file);
  const fragments = boxes.flatMap((box, index) =>
    box.type === 'moof' ? [readFragment(box, boxes[index + 1], defaults)] : [],
  );
  return { boxTypes: boxes.map(({ type }) => type), fragments };
}

/** Sum of the durations of all samples, in ticks. */
export function durationOf({ fragments }: MediaSegment): number {
  return samplesOf(fragments).reduce((sum, { duration }) => sum + duration, 0);
}

/** The earliest composition time, in ticks on the media timeline. */
export function earliestCompositionTime({ fragments }: MediaSegment): number {
  return Math.min(
    ...samplesOf(fragments).map(({ decodeTime, compositionOffset }) => decodeTime + compositionOffset),
  );
}

export function samplesOf(fragments: readonly Fragment[]): readonly Sample[] {
  return fragments.flatMap(({ samples }) => samples);
}

function readFragment(moof: Box, mdat: Box | undefined, defaults: SampleDefaults): Fragment {
  if (mdat?.type !== 'mdat') throw new Error('no media data after a fragment');
  const traf = moof.only('traf');
  const tfhd = traf.only('tfhd');
  const tfdt = traf.only('tfdt').body;
  const trun = traf.only('trun');
  const baseMediaDecodeTime = tfdt[0] === 1 ? Number(tfdt.readBigUInt64BE(4)) : tfdt.readUInt32BE(4);
  const dataStart = moof.start + trun.body.readInt32BE(8);
  const samples = readRun(trun, {
    defaults: headerDefaults(tfhd, defaults),
    baseMediaDecodeTime,
    dataStart,
  });
  const bytes = samples.reduce((sum, { data }) => sum + data.length, 0);
  return {
    baseIsMoof: (tfhd.flags & 0x2_0000) !== 0,
    hasBaseDataOffset: (tfhd.flags & 1) !== 0,
    baseMediaDecodeTime,
    runVersion: trun.version,
    samples,
    fillsMediaData: dataStart === mdat.bodyStart && dataStart + bytes === mdat.end,
  };
}

/** Reads the sample defaults of `tfhd` (ISO/IEC 14496-12 8.8.7). */
function headerDefaults({ flags, body }: Box, defaults: SampleDefaults): SampleDefaults {
  let position = 8;
  const skip = (flag: number, bytes: number) => {
    if (flags & flag) position += bytes;
  };
  const field = (flag: number, otherwise: number) => {
    if ((flags & flag) === 0) return otherwise;
    position += 4;
    return body.readUInt32BE(position - 4);
  };
  skip(0x1, 8);
  skip(0x2, 4);
  const duration = field(0x8, defaults.duration);
  const size = field(0x10, defaults.size);
  return { duration, size, flags: field(0x20, defaults.flags) };
}

interface RunStart {
  readonly defaults: SampleDefaults;
  readonly baseMediaDecodeTime: number;
  readonly dataStart: number;
}

/** Reads `trun` (ISO/IEC 14496-12 8.8.8). @throws Error without a data offset, or with first-sample-flags */
function readRun({ flags, body, version, file }: Box, start: RunStart): Sample[] {
  if ((flags & 0x1) === 0 || (flags & 0x4) !== 0) throw new Error(`a run with flags ${flags.toString(16)}`);
  let position = 12;
  const field = (flag: number, otherwise: number) => {
    if ((flags & flag) === 0) return otherwise;
    position += 4;
    return body.readUInt32BE(position - 4);
  };
  let decodeTime = start.baseMediaDecodeTime;
  let data = start.dataStart;
  return Array.from({ length: body.readUInt32BE(4) }, () => {
    const duration = field(0x100, start.defaults.duration);
    const size = field(0x200, start.defaults.size);
    const sampleFlags = field(0x400, start.defaults.flags);
    const offset = field(0x800, 0);
    const sample = {
      decodeTime,
      duration,
      compositionOffset: version === 0 ? offset : offset | 0,
      sync: (sampleFlags & NON_SYNC_FLAG) === 0,
      data: file.subarray(data, data + size),
    };
    decodeTime += duration;
    data += size;
    return sample;
  });
}

/** The types of the NAL units of an AVC sample with lengths of four bytes (ISO/IEC 14496-15 5.3.4.2). */
export function nalUnitTypes({ data }: Sample): number[] {
  const types: number[] = [];
  for (let position = 0; position < data.length; position += 4 + data.readUInt32BE(position)) {
    types.push(data.readUInt8(position + 4) & 31);
  }
  return types;
}
