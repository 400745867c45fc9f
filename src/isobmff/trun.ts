import { fullBox, i32, requireInteger, u32, zeros } from './box.js';
import { encoderOutputMalformed } from './errors.js';
import type { Fields } from './fields.js';
import { type BoxSpan, fieldsOf } from './read-boxes.js';
import { sampleFlags } from './sample-flags.js';
import type { FragmentDefaults } from './tfhd.js';
import type { SampleDefaults } from './trex.js';

/** One sample of a fragment, in decode order. Times are in ticks. */
export interface FragmentSample {
  /** In bytes. */
  readonly size: number;
  readonly duration: number;
  /**
   * Presentation time minus decode time; may be negative. ffmpeg delays all samples of a fragmented movie by its lowest
   * negative offset, so a feed for ffmpeg needs decode times early enough that no offset is negative.
   */
  readonly compositionOffset: number;
  /** Whether decoding can start here. */
  readonly sync: boolean;
}

/** One sample of a run, with the defaults filled in. */
export interface RunSample {
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
  readonly compositionOffset: number;
}

/** The contents of a track run box. */
export interface TrackRun {
  /** Offset of its data from the base of the fragment; undefined if the data follows that of the previous run. */
  readonly dataOffset: number | undefined;
  readonly samples: readonly RunSample[];
}

const FLAG = {
  dataOffset: 0x000001,
  firstSampleFlags: 0x000004,
  duration: 0x000100,
  size: 0x000200,
  flags: 0x000400,
  compositionOffset: 0x000800,
} as const;

/**
 * ISO/IEC 14496-12 8.8.8 Track run box, version 1 if a composition offset is negative, otherwise 0; each optional field
 * with the flag that announces it
 *
 *     sample_count        u32
 *     data_offset         i32  0x000001
 *     first_sample_flags  u32  0x000004  (never written)
 *     for each sample:
 *       sample_duration                 u32  0x000100
 *       sample_size                     u32  0x000200
 *       sample_flags                    u32  0x000400
 *       sample_composition_time_offset  u32 or, in version 1, i32  0x000800
 *
 * Fields that have a default are omitted, as are composition offsets if all are 0.
 */
export function trun(
  samples: readonly FragmentSample[],
  defaults: FragmentDefaults,
  dataOffset: number,
): Uint8Array {
  const columns = columnsToWrite(samples, defaults);
  const version = samples.some(({ compositionOffset }) => compositionOffset < 0) ? 1 : 0;
  const flags = columns.reduce((sum, column) => sum + FLAG[column], 0);
  const table = zeros(4 * columns.length * samples.length);
  const view = new DataView(table.buffer);
  let position = 0;
  for (const sample of samples) {
    for (const column of columns) {
      view.setUint32(position, FIELD[column](sample));
      position += 4;
    }
  }
  return fullBox('trun', version, FLAG.dataOffset + flags, u32(samples.length), i32(dataOffset), table);
}

/** The 32-bit value of each field of a sample, in the order of the table. */
const FIELD = {
  duration: (sample: FragmentSample) => unsigned32(sample.duration),
  size: (sample: FragmentSample) => unsigned32(sample.size),
  flags: (sample: FragmentSample) => sampleFlags(sample.sync),
  compositionOffset: (sample: FragmentSample) => signed32(sample.compositionOffset),
};

function columnsToWrite(
  samples: readonly FragmentSample[],
  defaults: FragmentDefaults,
): readonly (keyof typeof FIELD)[] {
  const perSample = (['duration', 'size', 'flags'] as const).filter((field) => defaults[field] === undefined);
  const reordered = samples.some(({ compositionOffset }) => compositionOffset !== 0);
  return reordered ? [...perSample, 'compositionOffset'] : perSample;
}

const unsigned32 = (value: number) => requireInteger(value, 0, 2 ** 32 - 1);
const signed32 = (value: number) => requireInteger(value, -(2 ** 31), 2 ** 31 - 1) >>> 0;

/**
 * Reads a `trun` box, and fills in what it omits from `defaults`.
 *
 * @throws OnplayError `encoder_output_malformed` if it is truncated or has more than `maxSamples` samples.
 */
export function readTrun(
  bytes: Uint8Array,
  span: BoxSpan,
  defaults: SampleDefaults,
  maxSamples: number,
): TrackRun {
  const fields = fieldsOf(bytes, span);
  const version = fields.u8();
  const flags = fields.u24();
  const has = (flag: number) => (flags & flag) !== 0;
  const count = fields.u32();
  if (count > maxSamples)
    throw encoderOutputMalformed('a track run has more samples than the media data has bytes');
  const dataOffset = has(FLAG.dataOffset) ? fields.i32() : undefined;
  const firstFlags = has(FLAG.firstSampleFlags) ? fields.u32() : defaults.flags;
  const readSample = (defaultFlags: number): RunSample => ({
    duration: has(FLAG.duration) ? fields.u32() : defaults.duration,
    size: has(FLAG.size) ? fields.u32() : defaults.size,
    flags: has(FLAG.flags) ? fields.u32() : defaultFlags,
    compositionOffset: has(FLAG.compositionOffset) ? readOffset(fields, version) : 0,
  });
  const samples = Array.from({ length: count }, (_, index) =>
    readSample(index === 0 ? firstFlags : defaults.flags),
  );
  return { dataOffset, samples };
}

/** Unsigned in version 0, signed in version 1. */
function readOffset(fields: Fields, version: number): number {
  return version === 0 ? fields.u32() : fields.i32();
}
