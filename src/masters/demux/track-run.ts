/** A `trun` box (ISO 14496-12 8.8.8). */
import { damaged } from '../refusals.js';
import { type BoxSpan, viewOf } from './boxes.js';
import type { MediaSamples } from './media-samples.js';
import type { SampleDefaults } from './movie-header.js';

const FLAGS = {
  dataOffset: 1,
  firstFlags: 4,
  duration: 0x100,
  size: 0x200,
  flags: 0x400,
  compositionOffset: 0x800,
} as const;
/** `sample_is_non_sync_sample` in sample flags (8.8.3.1). */
const NON_SYNC = 0x10000;
/** Version, flags and number of samples. */
const FIXED_FIELDS = 8;

/** Where a run's samples are written, and where their offsets and times start. */
export interface RunTarget {
  readonly samples: MediaSamples;
  /** Index of the run's first sample. */
  readonly first: number;
  /** Offset of its data in the file, and its first decode time in ticks. */
  readonly offset: number;
  readonly time: number;
}

export class TrackRun {
  readonly count: number;
  /** Offset of its data from the base of the track fragment; undefined if its data follows that of the previous run. */
  readonly dataOffset: number | undefined;
  readonly #view: DataView;
  readonly #defaults: SampleDefaults;
  readonly #firstFlags: number | undefined;
  readonly #start: number;
  readonly #stride: number;
  /** Offset of each field in an entry; undefined if the default applies. */
  readonly #at: {
    readonly duration: number | undefined;
    readonly size: number | undefined;
    readonly flags: number | undefined;
    readonly compositionOffset: number | undefined;
  };

  /**
   * @param defaults for the fields that entries do not have.
   * @throws OnplayError `master_damaged` when the box is cut short.
   */
  constructor(bytes: Uint8Array, box: BoxSpan, defaults: SampleDefaults) {
    this.#view = viewOf(bytes);
    this.#defaults = defaults;
    let at = box.contentStart;
    const field = (isThere: boolean): number | undefined => {
      if (!isThere) return undefined;
      at += 4;
      if (at > box.end) throw damaged('its trun box is cut short');
      return at - 4;
    };
    field(true);
    field(true);
    const flags = this.#view.getUint32(at - FIXED_FIELDS) & 0xffffff;
    const has = (flag: number) => (flags & flag) !== 0;
    this.count = this.#view.getUint32(at - 4);
    const dataOffset = field(has(FLAGS.dataOffset));
    this.dataOffset = dataOffset === undefined ? undefined : this.#view.getInt32(dataOffset);
    const firstFlags = field(has(FLAGS.firstFlags));
    this.#firstFlags = firstFlags === undefined ? undefined : this.#view.getUint32(firstFlags);
    this.#start = at;
    let stride = 0;
    const column = (flag: number): number | undefined => {
      if (!has(flag)) return undefined;
      stride += 4;
      return stride - 4;
    };
    this.#at = {
      duration: column(FLAGS.duration),
      size: column(FLAGS.size),
      flags: column(FLAGS.flags),
      compositionOffset: column(FLAGS.compositionOffset),
    };
    this.#stride = stride;
    if (this.count * stride > box.end - at) throw damaged('a fragment is cut short');
  }

  /** Total size of its samples. */
  bytes(): number {
    const at = this.#at.size;
    if (at === undefined) return this.count * this.#defaults.size;
    let sum = 0;
    for (let i = 0; i < this.count; i++) sum += this.#view.getUint32(this.#start + i * this.#stride + at);
    return sum;
  }

  /** Writes its samples into the target's tables. Returns the sum of their durations in ticks. */
  fill({ samples, first, offset, time }: RunTarget): number {
    const { duration, size, flags, compositionOffset } = this.#at;
    const view = this.#view;
    samples.descriptions.fill(Math.min(this.#defaults.description, 255), first, first + this.count);
    let [dataOffset, elapsed] = [offset, 0];
    for (let i = 0, entry = this.#start; i < this.count; i++, entry += this.#stride) {
      const sample = first + i;
      const entryFlags = flags === undefined ? this.#defaults.flags : view.getUint32(entry + flags);
      const sampleFlags = i === 0 ? (this.#firstFlags ?? entryFlags) : entryFlags;
      const sampleSize = size === undefined ? this.#defaults.size : view.getUint32(entry + size);
      const sampleDuration =
        duration === undefined ? this.#defaults.duration : view.getUint32(entry + duration);
      const shift = compositionOffset === undefined ? 0 : view.getInt32(entry + compositionOffset);
      samples.offsets[sample] = dataOffset;
      samples.sizes[sample] = sampleSize;
      samples.durations[sample] = sampleDuration;
      samples.compositionTimes[sample] = time + elapsed + shift;
      samples.sync[sample] = sampleFlags & NON_SYNC ? 0 : 1;
      dataOffset += sampleSize;
      elapsed += sampleDuration;
    }
    return elapsed;
  }
}
