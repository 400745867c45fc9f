/** Maps media times to the presentation timeline: edit lists, frames in presentation order, start and end. */
import type { Edit } from '../../isobmff/index.js';
import { durationUnsupported, editListUnsupported } from '../refusals.js';
import type { MediaSamples } from './media-samples.js';
import { presentationOrder } from './presentation-order.js';

/** Timescales outside of this range are converted, so that offsets between tracks can be represented precisely. */
const MIN_TIMESCALE = 10_000;
const MAX_TIMESCALE = 10_000_000;

export interface Timeline {
  /** Ticks per second of everything below. */
  readonly timescale: number;
  /** Presentation time of every sample, in decode order. */
  readonly times: Float64Array;
  readonly start: number;
  readonly end: number;
}

/** The range of a track's media that is presented, in media ticks, and its shift. */
interface PresentedRange {
  readonly mediaStart: number;
  /** Exclusive; infinity if the edit extends to the end of the media. */
  readonly mediaEnd: number;
  /** Presentation time minus media time. */
  readonly shift: number;
}

/**
 * Computes the presentation times of a video track. Overwrites `samples.compositionTimes` with them, since tables are
 * large. `frames` are the presented samples in presentation order, whether they can be decoded or not.
 * @param mediaTimescale ticks per second of `samples`. @param movieTimescale ticks per second of edit durations.
 * @throws OnplayError `master_edit_list_unsupported`, or `master_duration_unsupported` when nothing is presented.
 */
export function videoTimeline(
  samples: MediaSamples,
  mediaTimescale: number,
  edits: readonly Edit[],
  movieTimescale: number,
): Timeline & { readonly frames: Uint32Array } {
  const range = presentedRange(edits, mediaTimescale, movieTimescale);
  const frames = presentedFrames(samples, range);
  const last = frames.at(-1);
  if (last === undefined) throw durationUnsupported();
  const scale = timescaleMapping(mediaTimescale);
  const lastEnd = samples.compositionTimes[last]! + (samples.durations[last] || typicalDuration(samples));
  const times = samples.compositionTimes;
  for (let i = 0; i < times.length; i++) times[i] = scale.map(times[i]! + range.shift);
  for (let i = 1; i < frames.length; i++) {
    const earlier = times[frames[i - 1]!]!;
    if (times[frames[i]!]! <= earlier) times[frames[i]!] = earlier + 1;
  }
  const end = Math.max(scale.map(Math.min(lastEnd, range.mediaEnd) + range.shift), times[last]! + 1);
  return { timescale: scale.timescale, times, frames, start: times[frames[0]!]!, end };
}

/** As `videoTimeline`, for audio: samples may be presented in part, and times never decrease. */
export function audioTimeline(
  samples: MediaSamples,
  mediaTimescale: number,
  edits: readonly Edit[],
  movieTimescale: number,
): Timeline {
  const range = presentedRange(edits, mediaTimescale, movieTimescale);
  const last = samples.count - 1;
  if (last < 0) throw durationUnsupported();
  const mediaStart = Math.max(samples.compositionTimes[0]!, range.mediaStart);
  const mediaEnd = Math.min(samples.compositionTimes[last]! + samples.durations[last]!, range.mediaEnd);
  if (mediaEnd <= mediaStart) throw durationUnsupported();
  const scale = timescaleMapping(mediaTimescale);
  let latest = Number.NEGATIVE_INFINITY;
  const times = samples.compositionTimes;
  for (let i = 0; i < times.length; i++) {
    latest = Math.max(latest, scale.map(times[i]! + range.shift));
    times[i] = latest;
  }
  return {
    timescale: scale.timescale,
    times,
    start: scale.map(mediaStart + range.shift),
    end: scale.map(mediaEnd + range.shift),
  };
}

function timescaleMapping(mediaTimescale: number): { timescale: number; map: (time: number) => number } {
  if (mediaTimescale > MAX_TIMESCALE) {
    return { timescale: MAX_TIMESCALE, map: (time) => Math.round((time * MAX_TIMESCALE) / mediaTimescale) };
  }
  const factor = Math.ceil(MIN_TIMESCALE / mediaTimescale);
  return { timescale: mediaTimescale * factor, map: (time) => Math.round(time * factor) };
}

/**
 * The range of media that an edit list presents: leading empty edits, then contiguous edits at normal rate (ISO 14496-12
 * 8.6.6). Edits count as contiguous within a tick of the coarser timescale. Empty edits at the end are ignored.
 */
function presentedRange(
  edits: readonly Edit[],
  mediaTimescale: number,
  movieTimescale: number,
): PresentedRange {
  if (edits.length === 0)
    return { mediaStart: Number.NEGATIVE_INFINITY, mediaEnd: Number.POSITIVE_INFINITY, shift: 0 };
  if (movieTimescale === 0) throw editListUnsupported();
  const toMedia = (ticks: number) => Math.round((ticks * mediaTimescale) / movieTimescale);
  const tolerance = Math.max(1, mediaTimescale / movieTimescale);
  const delay = leadingEmptyEdits(edits);
  const stretches = edits.slice(delay.count, edits.findLastIndex((edit) => edit.mediaTime !== -1) + 1);
  const [first] = stretches;
  if (!first) throw durationUnsupported();
  let end = first.mediaTime;
  for (const { mediaTime, duration, rate } of stretches) {
    if (mediaTime === -1 || rate !== 1 || Math.abs(mediaTime - end) > tolerance) throw editListUnsupported();
    end = duration === 0 ? Number.POSITIVE_INFINITY : mediaTime + toMedia(duration);
  }
  return { mediaStart: first.mediaTime, mediaEnd: end, shift: toMedia(delay.duration) - first.mediaTime };
}

function leadingEmptyEdits(edits: readonly Edit[]): { count: number; duration: number } {
  const first = edits.findIndex((edit) => edit.mediaTime !== -1);
  const count = first < 0 ? edits.length : first;
  return { count, duration: edits.slice(0, count).reduce((sum, edit) => sum + edit.duration, 0) };
}

function presentedFrames(samples: MediaSamples, range: PresentedRange): Uint32Array {
  const { count, compositionTimes } = samples;
  const isPresented = (i: number) => {
    const time = compositionTimes[i]!;
    return time >= range.mediaStart && time < range.mediaEnd;
  };
  return presentationOrder(count, isPresented, compositionTimes);
}

/** Average duration of the other samples, for a last one whose duration is stored as 0. */
function typicalDuration({ durations, count }: MediaSamples): number {
  let sum = 0;
  for (const duration of durations) sum += duration;
  return Math.max(1, Math.round(sum / Math.max(1, count - 1)));
}
