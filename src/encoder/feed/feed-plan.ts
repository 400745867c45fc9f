/**
 * Which samples of a master a segment needs, and the times they are fed with. The segment always starts at
 * FEED_START_SECONDS, so every segment of a rendition is encoded by the same command line.
 */
import { OnplayError } from '../../errors.js';
import type { AudioTrack, VideoTrack } from '../../masters/track.js';

/** Where the first wanted sample is placed; samples that only help to decode it come before. */
export const FEED_START_SECONDS = 1000;
/**
 * How much later samples are placed that had to be fed, because they come earlier in decode order, and are not
 * wanted. The command line drops everything from FEED_START_SECONDS + PARKING_SECONDS on.
 */
export const PARKING_SECONDS = 100;
/** Longest stretch that may have to be decoded before a segment starts. */
const MAX_LEAD_IN_SECONDS = 900;
/** Sound decoders carry state over some frames; this much is decoded before what is wanted. */
const AUDIO_WARM_UP_SECONDS = 0.25;

export interface FeedPlan {
  /** The samples [first, end) in decode order. */
  readonly first: number;
  readonly end: number;
  readonly timescale: number;
  /** Presentation time of each of them in ticks of `timescale`. */
  readonly times: Float64Array;
  /** Decode time of each of them: ascending, and never after its presentation time. */
  readonly decodeTimes: Float64Array;
}

/**
 * The feed for the frames [firstFrame, endFrame).
 * @param neighbours how many frames on either side the filters look at.
 * @throws OnplayError `master_keyframes_too_sparse`.
 */
export function videoFeedPlan(
  track: VideoTrack,
  firstFrame: number,
  endFrame: number,
  neighbours: number,
): FeedPlan {
  const { frames, samples, timescale } = track;
  const from = Math.max(0, firstFrame - neighbours);
  const to = Math.min(frames.length, endFrame + neighbours);
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  for (let frame = from; frame < to; frame++) {
    lowest = Math.min(lowest, frames[frame]!);
    highest = Math.max(highest, frames[frame]!);
  }
  const start = samples.times[frames[firstFrame]!]!;
  const first = syncSampleFor(track, lowest, samples.times[frames[from]!]!);
  if (start - samples.times[first]! > MAX_LEAD_IN_SECONDS * timescale) throw keyframesTooSparse();
  const endTime = endFrame < frames.length ? samples.times[frames[endFrame]!]! : track.end;
  const natural = samples.times
    .slice(first, highest + 1)
    .map((time) => time - start + FEED_START_SECONDS * timescale);
  const parkedFrom = endTime - start + FEED_START_SECONDS * timescale;
  const times = natural.map((time) => (time < parkedFrom ? time : time + PARKING_SECONDS * timescale));
  return { first, end: highest + 1, timescale, times, decodeTimes: decodeTimesFor(natural) };
}

/** The last sync sample that is decoded no later than `sample` and presented no later than `time`. */
function syncSampleFor({ samples }: VideoTrack, sample: number, time: number): number {
  for (let i = sample; i >= 0; i--) if (samples.sync[i] === 1 && samples.times[i]! <= time) return i;
  return 0;
}

/** The times in ascending order, moved back until none is after its sample's presentation time. */
function decodeTimesFor(times: Float64Array): Float64Array {
  const sorted = times.slice().sort();
  let latest = 0;
  for (let i = 0; i < times.length; i++) latest = Math.max(latest, sorted[i]! - times[i]!);
  return latest === 0 ? sorted : sorted.map((time) => time - latest);
}

/**
 * The feed for the sound from `start` seconds up to `end`; undefined where the track has none there.
 * @param outputRate sample rate of the encode; `start` and `end` are whole samples of it and may lie outside the track.
 */
export function audioFeedPlan(
  track: AudioTrack,
  startSample: number,
  endSample: number,
  outputRate: number,
): FeedPlan | undefined {
  const { samples } = track;
  const ticks = (sample: number) => (sample * track.timescale) / outputRate;
  const end = firstAtOrAfter(samples.times, Math.min(ticks(endSample), track.end));
  const warmUp = Math.max(ticks(startSample), track.start) - AUDIO_WARM_UP_SECONDS * track.timescale;
  let first = Math.max(0, firstAtOrAfter(samples.times, warmUp) - 1);
  while (first > 0 && samples.sync[first] !== 1) first--;
  if (ticks(startSample) >= track.end || end <= first) return undefined;
  const timescale = sharedTimescale(track.timescale, outputRate);
  const scale = timescale / track.timescale;
  const offset = FEED_START_SECONDS * timescale - startSample * (timescale / outputRate);
  const times = samples.times.slice(first, end).map((time) => Math.round(time * scale + offset));
  return { first, end, timescale, times, decodeTimes: times };
}

/** A timescale in which ticks of the track and samples of the output are both whole, where it is not too fine. */
function sharedTimescale(timescale: number, outputRate: number): number {
  const shared = (timescale / greatestCommonDivisor(timescale, outputRate)) * outputRate;
  return shared <= 1_000_000_000 ? shared : timescale;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Index of the first element that is not before `time`, in an ascending array. */
function firstAtOrAfter(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function keyframesTooSparse(): OnplayError {
  return new OnplayError('master_keyframes_too_sparse', {
    publicDetail:
      'More than 15 minutes lie between two keyframes. Export the master with a keyframe every few seconds.',
  });
}
