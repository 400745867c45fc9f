/** Makes the sample table of a track from its frames. */
import { NANOSECONDS_PER_SECOND, type TrackEntry } from '../../../matroska/index.js';
import { audioTimeline, durationUnsupported, videoTimeline } from '../../../tracks/index.js';
import type { MediaSamples } from '../../media-samples.js';
import type { TrackSamples } from '../../movie/track-samples.js';
import { FRAME_HIDDEN, FRAME_SYNC, NO_DURATION } from './frame.js';
import { type ConstantRate, constantRate } from './frame-rate.js';
import type { FrameColumns } from './frame-table.js';
import { spaceLacedFrames } from './lace-times.js';
import type { FrameLengths } from './lengths/frame-lengths.js';
import { frameLengths } from './lengths/track-lengths.js';
import { placeMeasuredFrames } from './measured-times.js';

/** The frames of a track, and what their times are made of. */
interface TrackFrames {
  readonly entry: TrackEntry;
  /** Overwritten, since tables are large. */
  readonly columns: FrameColumns;
  /** Nanoseconds at the end of the last frame that are not to be presented. */
  readonly padding: number;
  /** Nanoseconds of a tick, to which times are rounded. */
  readonly timestampScale: number;
  /** When the file says that it ends, in nanoseconds; 0 where it does not. */
  readonly statedEnd: number;
  /** Whether times are later by the codec delay, as the standard has it; see `isDelayStored`. */
  readonly isDelayStored: boolean;
  /**
   * Whether the file was seen to grow. The times of its frames then depend on nothing after them: those of video are as they are
   * stored, since that a rate is constant shows only when all is there.
   */
  readonly isGrown: boolean;
  /** Of video that has an outline: times are in ticks of this rate, whatever rate all frames together have. */
  readonly rate?: ConstantRate | undefined;
}

/** As fine as a timescale may be (see `timescaleMapping`). */
const FINEST_TIMESCALE = 10_000_000;

/**
 * Returns the samples of a track on its timeline. Video of a constant frame rate is at exact times of that rate. Audio is in
 * ticks of its sample rate, rounded as the container has it until its codec is known (`regularSamples`), and presented from
 * the end of its codec delay on.
 * @throws OnplayError `master_duration_unsupported` when nothing is presented.
 */
export function frameSamples(track: TrackFrames): TrackSamples {
  const lengths = frameLengths(track.entry);
  if (lengths) return measuredSamples(track, lengths);
  spaceLacedFrames(track.columns);
  return track.entry.type === 'video' ? videoSamples(track) : audioSamples(track);
}

function videoSamples(track: TrackFrames): TrackSamples {
  const { entry, columns, timestampScale } = track;
  const { times, flags } = columns;
  // Without an edit: no frame of video is left out for a delay.
  for (let i = 0; i < times.length; i++) times[i]! -= entry.codecDelay;
  const isPresented = (frame: number) => (flags[frame]! & FRAME_HIDDEN) === 0;
  const { defaultDuration } = entry;
  const found = track.isGrown
    ? undefined
    : constantRate({ times, isPresented, tick: timestampScale, defaultDuration });
  const rate = !track.rate || isSameRate(found, track.rate) ? found : undefined;
  const { timescale } = track.rate ?? rate ?? { timescale: timescaleOf(timestampScale) };
  fillDurations(columns, timestampScale, timescale, rate?.frameTicks ?? usualDuration(track, timescale));
  if (rate) placeAtRate(times, rate, isPresented);
  else toTicks(times, timescale);
  const media = mediaSamples(columns);
  const { frames, ...timeline } = videoTimeline(media, timescale, [], timescale);
  const presented = flags.some((flag) => flag & FRAME_HIDDEN) ? frames.filter(isPresented) : frames;
  return { table: sampleTable(media, timeline.times), timeline, frames: presented };
}

function isSameRate(a: ConstantRate | undefined, b: ConstantRate): boolean {
  return a?.timescale === b.timescale && a.frameTicks === b.frameTicks;
}

/** Audio whose frames say how long they are. */
function measuredSamples(track: TrackFrames, lengths: FrameLengths): TrackSamples {
  const { columns, padding, timestampScale, isGrown } = track;
  const { rate, isOverlapping } = lengths;
  placeMeasuredFrames(columns, lengths, isGrown ? undefined : timestampScale);
  const samples = presentedAudio(track, rate, Math.round((padding * rate) / NANOSECONDS_PER_SECOND));
  // Nothing is decoded from the first frame alone.
  if (!isOverlapping || columns.count < 2) return samples;
  return presentedFrom(samples, Math.max(samples.timeline.start, samples.table.times[1]!));
}

function audioSamples(track: TrackFrames): TrackSamples {
  const { entry, columns, padding, timestampScale } = track;
  const { count, times, durations } = columns;
  const timescale = audioTimescale(entry);
  // A stated duration is without the padding.
  const isLastStated = durations[count - 1] !== NO_DURATION;
  fillDurations(columns, timestampScale, timescale, usualDuration(track, timescale));
  if (!isLastStated && count > 0) endAsStated(track, timescale);
  toTicks(times, timescale);
  return presentedAudio(
    track,
    timescale,
    isLastStated ? 0 : Math.round((padding * timescale) / NANOSECONDS_PER_SECOND),
  );
}

/** The last frame may be shorter than others: it ends where the file says that it does, if that is earlier. */
function endAsStated({ columns, statedEnd }: TrackFrames, timescale: number): void {
  const last = columns.count - 1;
  const stated = ((statedEnd - columns.times[last]!) * timescale) / NANOSECONDS_PER_SECOND;
  if (stated > 0) columns.durations[last] = Math.min(columns.durations[last]!, Math.round(stated));
}

/** Leaves out the delay before the audio and the padding behind it, in ticks. */
function presentedAudio(track: TrackFrames, timescale: number, padding: number): TrackSamples {
  const { entry, columns, isDelayStored } = track;
  const { count, times, durations } = columns;
  if (count > 0) durations[count - 1] = Math.max(0, durations[count - 1]! - padding);
  const delay = Math.round((entry.codecDelay * timescale) / NANOSECONDS_PER_SECOND);
  if (isDelayStored) for (let i = 0; i < count; i++) times[i]! -= delay;
  const media = mediaSamples(columns);
  const timeline = audioTimeline(media, timescale, [], timescale);
  return presentedFrom(
    { table: sampleTable(media, timeline.times), timeline },
    timeline.start + delay * (timeline.timescale / timescale),
  );
}

/** @throws OnplayError `master_duration_unsupported` if the track ends before. */
function presentedFrom(samples: TrackSamples, start: number): TrackSamples {
  if (start >= samples.timeline.end) throw durationUnsupported();
  return { ...samples, timeline: { ...samples.timeline, start } };
}

/** In which ticks of the segment are whole, if there is one. */
function timescaleOf(timestampScale: number): number {
  const perSecond = NANOSECONDS_PER_SECOND / timestampScale;
  return Number.isInteger(perSecond) && perSecond <= FINEST_TIMESCALE ? perSecond : NANOSECONDS_PER_SECOND;
}

function audioTimescale({ audio }: TrackEntry): number {
  const rate = audio?.outputSampleRate ?? 0;
  return Number.isInteger(rate) && rate > 0 && rate <= FINEST_TIMESCALE ? rate : NANOSECONDS_PER_SECOND;
}

function toTicks(times: Float64Array, timescale: number): void {
  for (let i = 0; i < times.length; i++)
    times[i] = Math.round((times[i]! * timescale) / NANOSECONDS_PER_SECOND);
}

/** A frame that is not presented is put half a frame before the one at its time. */
function placeAtRate(
  times: Float64Array,
  { timescale, frameTicks, firstTime }: ConstantRate,
  isPresented: (frame: number) => boolean,
): void {
  const first = Math.round((firstTime * timescale) / NANOSECONDS_PER_SECOND);
  for (let i = 0; i < times.length; i++) {
    const frames = Math.round(((times[i]! - firstTime) * timescale) / NANOSECONDS_PER_SECOND / frameTicks);
    times[i] = first + frames * frameTicks - (isPresented(i) ? 0 : frameTicks >> 1);
  }
}

/**
 * Of a frame whose duration is not stated, in ticks of `timescale`: that of the track, the interval before the last frame, or,
 * if there is none, a tick of the segment.
 */
function usualDuration({ entry, columns, timestampScale }: TrackFrames, timescale: number): number {
  const { times } = columns;
  const last = times.length - 1;
  const interval = last > 0 ? times[last]! - times[last - 1]! : 0;
  const average = last > 0 ? (times[last]! - times[0]!) / last : 0;
  const duration = entry.defaultDuration ?? (interval > 0 ? interval : Math.max(average, timestampScale));
  return Math.min(Math.round((duration * timescale) / NANOSECONDS_PER_SECOND), NO_DURATION);
}

/** Converts the durations from ticks of the segment, and fills in those that are not stated. */
function fillDurations(
  { durations }: FrameColumns,
  timestampScale: number,
  timescale: number,
  usual: number,
): void {
  const factor = (timestampScale * timescale) / NANOSECONDS_PER_SECOND;
  for (let i = 0; i < durations.length; i++) {
    const stated = durations[i]!;
    durations[i] = stated === NO_DURATION ? usual : Math.min(Math.round(stated * factor), NO_DURATION);
  }
}

function mediaSamples({ count, offsets, sizes, times, durations, flags }: FrameColumns): MediaSamples {
  const descriptions = new Uint8Array(count).fill(1);
  const sync = flags.map((flag) => flag & FRAME_SYNC);
  return { count, offsets, sizes, compositionTimes: times, durations, sync, descriptions };
}

function sampleTable(media: MediaSamples, times: Float64Array): TrackSamples['table'] {
  const { count, offsets, sizes, sync } = media;
  return { count, offsets, sizes, sync, times };
}
