/** One `trun` box (ISO 14496-12 8.8.8). */
import { damaged } from '../refusals.js';
import type { Fields } from './fields.js';
import { emptySamples, type MediaSamples } from './media-samples.js';
import type { SampleDefaults } from './movie-header.js';

export interface TrackRun {
  /** Their offsets count from the run's first byte, their times from its first decode time. */
  readonly samples: MediaSamples;
  /** Where its data begins, from the base of the track fragment; absent where it follows the run before. */
  readonly dataOffset?: number;
  /** Size of its data. */
  readonly bytes: number;
  /** Sum of its samples' durations in ticks. */
  readonly duration: number;
}

const FLAGS = {
  dataOffset: 1,
  firstFlags: 4,
  duration: 0x100,
  size: 0x200,
  flags: 0x400,
  compositionOffset: 0x800,
} as const;
const ENTRY_FIELDS = [FLAGS.duration, FLAGS.size, FLAGS.flags, FLAGS.compositionOffset];
/** `sample_is_non_sync_sample` in sample flags (8.8.3.1). */
const NON_SYNC = 0x10000;

/**
 * @param defaults what holds for samples that do not say.
 * @param maxSamples more than that are not believed.
 * @throws OnplayError `master_damaged`.
 */
export function readTrackRun(fields: Fields, defaults: SampleDefaults, maxSamples: number): TrackRun {
  const has = (flag: number) => (fields.flags & flag) !== 0;
  const count = fields.u32();
  const dataOffset = has(FLAGS.dataOffset) ? fields.i32() : undefined;
  const firstFlags = has(FLAGS.firstFlags) ? fields.u32() : undefined;
  if (count * 4 * ENTRY_FIELDS.filter(has).length > fields.remaining)
    throw damaged('a fragment is cut short');
  const samples = emptySamples(count, maxSamples);
  samples.descriptions.fill(Math.min(defaults.description, 255));
  let [bytes, duration] = [0, 0];
  for (let i = 0; i < count; i++) {
    samples.durations[i] = has(FLAGS.duration) ? fields.u32() : defaults.duration;
    samples.sizes[i] = has(FLAGS.size) ? fields.u32() : defaults.size;
    const ownFlags = has(FLAGS.flags) ? fields.u32() : defaults.flags;
    const flags = i === 0 ? (firstFlags ?? ownFlags) : ownFlags;
    samples.sync[i] = flags & NON_SYNC ? 0 : 1;
    samples.compositionTimes[i] = duration + (has(FLAGS.compositionOffset) ? fields.i32() : 0);
    samples.offsets[i] = bytes;
    duration += samples.durations[i]!;
    bytes += samples.sizes[i]!;
  }
  return { samples, ...(dataOffset === undefined ? {} : { dataOffset }), bytes, duration };
}
