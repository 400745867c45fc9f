/** The samples of a track from its units, once their times are on one timeline. */

import type { CodedPicture, RandomAccess } from '../../bitstream/index.js';
import {
  audioTimeline,
  regularizeTimes,
  roundingTicks,
  type SampleTable,
  videoTimeline,
} from '../../tracks/index.js';
import { TICKS_PER_SECOND } from '../../transport-stream/index.js';
import type { MediaSamples } from '../media-samples.js';
import type { TrackSamples } from '../movie/track-samples.js';
import { fillAudioTimes, fillVideoTimes } from './clock/missing-times.js';
import {
  UNIT_GRADUAL,
  UNIT_INDEPENDENT,
  UNIT_NON_REFERENCE,
  UNIT_SYNC,
  type UnitColumns,
} from './units/unit-table.js';

/** The units of a track, with times on one timeline. */
interface TrackUnits {
  /** Changed. */
  readonly columns: UnitColumns;
  /** From one unit to the next, usually, in ticks. */
  readonly interval: number;
  readonly packets: NonNullable<SampleTable['packets']>;
}

/** @throws OnplayError `master_duration_unsupported` when nothing is presented. */
export function videoSamples({ columns, interval, packets }: TrackUnits): TrackSamples {
  const { times, flags } = columns;
  fillVideoTimes(times, (unit) => (flags[unit]! & UNIT_NON_REFERENCE) !== 0, interval);
  roundTimes(times);
  const media = mediaSamples(columns, interval);
  const { frames: presented, ...timeline } = videoTimeline(media, TICKS_PER_SECOND, [], TICKS_PER_SECOND);
  const first = Math.max(0, media.sync.indexOf(1));
  const isClosed = (flags[first]! & UNIT_INDEPENDENT) !== 0;
  const frames = isClosed ? presented : withoutLeading(presented, timeline.times, first);
  const start = timeline.times[frames[0]!]!;
  return {
    table: { ...tableOf(media, timeline.times), packets },
    timeline: { ...timeline, start },
    frames,
  };
}

/** A recording may begin anywhere: what is presented before the first frame that can be decoded refers to what is not there. */
function withoutLeading(frames: Uint32Array, times: Float64Array, first: number): Uint32Array {
  return frames.filter((frame) => times[frame]! >= times[first]!);
}

/**
 * @param rate samples per second; 0 where it is not known, and neither is the length of units.
 * @param isGrown whether more may follow, on which no time may depend: the first of a run is then taken as it is.
 */
export function audioSamples(
  { columns, interval, packets }: TrackUnits,
  rate: number,
  isGrown: boolean,
): TrackSamples {
  const { times, lengths, count } = columns;
  const timescale = rate || TICKS_PER_SECOND;
  const toRate = timescale / TICKS_PER_SECOND;
  for (let i = 0; i < count; i++) times[i]! *= toRate;
  const usual = interval * toRate;
  fillAudioTimes(times, (unit) => (rate > 0 && lengths[unit]! > 0 ? lengths[unit]! : usual));
  if (rate > 0 && lengths.every((length) => length > 0))
    regularizeTimes(times, {
      lengthOf: (unit) => lengths[unit]!,
      unit: 1,
      tolerance: roundingTicks(rate),
      ...(!isGrown && { rounding: toRate / 2 }),
    });
  roundTimes(times);
  const last = rate > 0 ? lengths[count - 1] || usual : usual;
  const media = mediaSamples(columns, Math.max(1, Math.round(last)));
  const timeline = audioTimeline(media, timescale, [], timescale);
  return { table: { ...tableOf(media, timeline.times), packets }, timeline };
}

/** What the units say of themselves. */
export function pictureReader({ flags, lengths }: Pick<UnitColumns, 'flags' | 'lengths'>) {
  return (unit: number): CodedPicture => {
    const bits = flags[unit]!;
    const isReference = (bits & UNIT_NON_REFERENCE) === 0;
    return { access: accessOf(bits), isReference, recoveryFrames: lengths[unit]!, type: 'P' };
  };
}

function accessOf(bits: number): RandomAccess {
  if ((bits & UNIT_INDEPENDENT) !== 0) return 'independent';
  if ((bits & UNIT_SYNC) !== 0) return 'open';
  return (bits & UNIT_GRADUAL) !== 0 ? 'gradual' : 'none';
}

function roundTimes(times: Float64Array): void {
  for (let i = 0; i < times.length; i++) times[i] = Math.round(times[i]!);
}

function mediaSamples({ count, offsets, sizes, times, flags }: UnitColumns, duration: number): MediaSamples {
  return {
    ...{ count, offsets, sizes, compositionTimes: times },
    durations: new Uint32Array(count).fill(Math.max(1, Math.round(duration))),
    sync: flags.map((bits) => bits & UNIT_SYNC),
    descriptions: new Uint8Array(count).fill(1),
  };
}

function tableOf({ count, offsets, sizes, sync }: MediaSamples, times: Float64Array): SampleTable {
  return { count, offsets, sizes, sync, times };
}
