import type { Box } from '../boxes/read-box.js';
import { fullBox, i32, requireInteger, u32, zeros } from '../boxes/write-box.js';
import type { SampleDefaults } from '../movie/trex.js';
import { isSync, sampleFlags } from './sample-flags.js';
import type { FragmentDefaults } from './tfhd.js';

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

/** In place of the offset of a field that the samples of a run do not have. */
const ABSENT = -1;

/** Number of samples in a `trun` box, as it claims. */
export function readSampleCount(box: Box): number {
  return box.fullBox().fields.u32();
}

/**
 * The samples of a `trun` box, in decode order, with what it omits filled in. They are read where they are, so that a forged
 * count costs no memory: without fields for each sample, nothing limits it. The caller keeps within `count`.
 */
export class TrackRun {
  readonly count: number;
  /** Offset of its data from the base of the track fragment; undefined if its data follows that of the previous run. */
  readonly dataOffset: number | undefined;
  readonly #view: DataView;
  readonly #defaults: SampleDefaults;
  readonly #firstFlags: number | undefined;
  readonly #hasSignedOffsets: boolean;
  /** Where the table starts, and the size of a row. */
  readonly #start: number;
  readonly #stride: number;
  /** Offset of each field in a row, or `ABSENT`. */
  readonly #duration: number;
  readonly #size: number;
  readonly #flags: number;
  readonly #compositionOffset: number;

  /**
   * @param defaults for the fields that the run omits.
   * @throws `BoxRules.malformed` when the box is cut short.
   */
  constructor(box: Box, defaults: SampleDefaults) {
    const { version, flags, fields } = box.fullBox();
    const { view, rules } = box.data;
    const has = (flag: number) => (flags & flag) !== 0;
    this.count = fields.u32();
    this.dataOffset = has(FLAG.dataOffset) ? fields.i32() : undefined;
    this.#firstFlags = has(FLAG.firstSampleFlags) ? fields.u32() : undefined;
    let stride = 0;
    const column = (flag: number): number => {
      if (!has(flag)) return ABSENT;
      stride += 4;
      return stride - 4;
    };
    this.#duration = column(FLAG.duration);
    this.#size = column(FLAG.size);
    this.#flags = column(FLAG.flags);
    this.#compositionOffset = column(FLAG.compositionOffset);
    this.#view = view;
    this.#defaults = defaults;
    this.#start = box.end - fields.remaining;
    this.#stride = stride;
    // Writers store negative offsets in version 0 too; our own encoder follows the standard.
    this.#hasSignedOffsets = version !== 0 || !rules.isStrict;
    if (this.count * stride > fields.remaining) throw rules.malformed('a fragment is cut short');
  }

  /** Index of the entry of `stsd` for all its samples, from 1. */
  get sampleDescriptionIndex(): number {
    return this.#defaults.sampleDescriptionIndex;
  }

  /** Total size of its samples in bytes. */
  dataSize(): number {
    if (this.#size === ABSENT) return this.count * this.#defaults.size;
    let sum = 0;
    for (let sample = 0; sample < this.count; sample++) sum += this.size(sample);
    return sum;
  }

  /** In ticks. */
  duration(sample: number): number {
    return this.#duration === ABSENT ? this.#defaults.duration : this.#u32(sample, this.#duration);
  }

  /** In bytes. */
  size(sample: number): number {
    return this.#size === ABSENT ? this.#defaults.size : this.#u32(sample, this.#size);
  }

  isSync(sample: number): boolean {
    if (sample === 0 && this.#firstFlags !== undefined) return isSync(this.#firstFlags);
    return isSync(this.#flags === ABSENT ? this.#defaults.flags : this.#u32(sample, this.#flags));
  }

  /** Presentation time minus decode time, in ticks. */
  compositionOffset(sample: number): number {
    if (this.#compositionOffset === ABSENT) return 0;
    const offset = this.#u32(sample, this.#compositionOffset);
    return this.#hasSignedOffsets ? offset | 0 : offset;
  }

  #u32(sample: number, column: number): number {
    return this.#view.getUint32(this.#start + sample * this.#stride + column);
  }
}
