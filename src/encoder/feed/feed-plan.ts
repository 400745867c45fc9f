/**
 * Which samples of a master a segment needs, and the times they are fed with. The segment always starts at
 * FEED_START_SECONDS, so every segment of a rendition is encoded by the same command line.
 */

import { type AudioTrack, damaged, firstAtOrAfter as search, type VideoTrack } from '../../masters/index.js';
import { OnplayError } from '../../shared/errors.js';

/** Where the first wanted sample is placed; samples that only help to decode it come before. */
export const FEED_START_SECONDS = 1000;
/** How far apart the parts of a feed are placed, so that where each begins does not depend on how long the others are. */
export const PART_SLOT_SECONDS = 10;
/** The most parts that one feed has. */
export const MOST_PARTS = 8;
/**
 * How much later samples are placed that had to be fed, because they come earlier in decode order, and are not
 * wanted. The command line drops everything from FEED_START_SECONDS + PARKING_SECONDS on.
 */
export const PARKING_SECONDS = 100;
const PARKED_SECONDS = FEED_START_SECONDS + PARKING_SECONDS;
/** Longest stretch that may have to be decoded before a segment starts. */
const MAX_LEAD_IN_SECONDS = 900;
/** Sound decoders carry state over some frames; this much is decoded before what is wanted. */
const AUDIO_WARM_UP_SECONDS = 0.25;
/** How far back a sync sample of sound is looked for; no codec in use has them further apart. */
const MAX_AUDIO_LEAD_IN_SECONDS = 10;
/** The longest lead-in at 500 frames a second has no more samples. */
const MAX_FEED_SAMPLES = 500_000;

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
 * The feed for the frames [firstFrame, endFrame). The first frame of part n is at FEED_START_SECONDS + n *
 * PART_SLOT_SECONDS.
 * @param neighbours how many frames on either side the filters look at.
 * @param laterParts where the parts after the first begin; with the first no more than MOST_PARTS.
 * @throws OnplayError `master_keyframes_too_sparse`.
 */
export function videoFeedPlan(
  track: VideoTrack,
  firstFrame: number,
  endFrame: number,
  neighbours: number,
  laterParts: readonly number[] = [],
): FeedPlan {
  const { frames, samples, timescale } = track;
  const wanted = frames.subarray(Math.max(0, firstFrame - neighbours), endFrame + neighbours);
  const start = samples.times[frames[firstFrame]!]!;
  const first = leadInFor(track, wanted, start);
  const end = wanted.reduce((highest, sample) => Math.max(highest, sample), 0) + 1;
  if (end - first > MAX_FEED_SAMPLES) throw keyframesTooSparse();
  const endTime = endFrame < frames.length ? samples.times[frames[endFrame]!]! : track.end;
  const startTimes = [firstFrame, ...laterParts].map((frame) => samples.times[frames[frame]!]!);
  const natural = samples.times.slice(first, end);
  const times = natural.map((time) =>
    time < endTime ? placedInChunk(time, startTimes, timescale) : time - start + PARKED_SECONDS * timescale,
  );
  // Hidden samples may be from any time; what comes before the start is dropped in any case.
  const inOrder = natural.map((time) => Math.max(0, time - start + FEED_START_SECONDS * timescale));
  return { first, end, timescale, times, decodeTimes: decodeTimesFor(inOrder) };
}

function placedInChunk(time: number, startTimes: readonly number[], timescale: number): number {
  const part = Math.max(
    0,
    startTimes.findLastIndex((start) => start <= time),
  );
  const start = FEED_START_SECONDS + part * PART_SLOT_SECONDS;
  return Math.max(0, time - startTimes[part]! + start * timescale);
}

/**
 * The last sync sample that is neither decoded nor presented after any of these frames; the first sample where there is
 * none, as for pictures that are presented before the first sync sample.
 */
function leadInFor({ samples, timescale }: VideoTrack, frames: Uint32Array, start: number): number {
  const { sync, times } = samples;
  const lowest = frames.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const earliest = start - MAX_LEAD_IN_SECONDS * timescale;
  let first = lowest;
  while (first > 0 && !(sync[first] === 1 && times[first]! <= times[frames[0]!]!)) {
    if (lowest - first > MAX_FEED_SAMPLES) throw keyframesTooSparse();
    first--;
  }
  if (times[first]! < earliest) throw keyframesTooSparse();
  return first;
}

/** The times in ascending order, moved back until none is after its sample's presentation time. */
function decodeTimesFor(times: Float64Array): Float64Array {
  const sorted = times.slice().sort();
  let latest = 0;
  for (let i = 0; i < times.length; i++) latest = Math.max(latest, sorted[i]! - times[i]!);
  return latest === 0 ? sorted : sorted.map((time) => time - latest);
}

/**
 * The feed for the sound of [startSample, endSample); undefined where the track has none there.
 * @param outputRate sample rate of the encode, in which both are counted from the start of the presentation; they may lie
 *        outside the track.
 * @throws OnplayError `master_damaged`.
 */
export function audioFeedPlan(
  track: AudioTrack,
  startSample: number,
  endSample: number,
  outputRate: number,
): FeedPlan | undefined {
  const { times, sync } = track.samples;
  const ticks = (sample: number) => (sample * track.timescale) / outputRate;
  const from = Math.max(ticks(startSample), track.start);
  const to = Math.min(ticks(endSample), track.end);
  const end = firstAtOrAfter(times, to);
  if (from >= to || end === 0) return undefined;
  const back = (seconds: number) => Math.max(0, firstAtOrAfter(times, from - seconds * track.timescale) - 1);
  const furthest = back(MAX_AUDIO_LEAD_IN_SECONDS);
  let first = Math.min(back(AUDIO_WARM_UP_SECONDS), end - 1);
  while (first > furthest && sync[first] !== 1) first--;
  if (end - first > MAX_FEED_SAMPLES) throw damaged('its sound samples are impossibly short');
  return { first, end, ...placed(track, startSample, outputRate, times.subarray(first, end)) };
}

/** The times with `startSample` at FEED_START_SECONDS. */
function placed(
  track: AudioTrack,
  startSample: number,
  outputRate: number,
  presented: Float64Array,
): Pick<FeedPlan, 'timescale' | 'times' | 'decodeTimes'> {
  const timescale = sharedTimescale(track.timescale, outputRate);
  const scale = timescale / track.timescale;
  const offset = FEED_START_SECONDS * timescale - startSample * (timescale / outputRate);
  // A sample may last for hours: one that begins so long before is placed as early as can be, and what it holds is dropped.
  const times = presented.map((time) => Math.max(0, Math.round(time * scale + offset)));
  return { timescale, times, decodeTimes: times };
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
  return search({ length: times.length, timeAt: (i) => times[i]! }, time);
}

function keyframesTooSparse(): OnplayError {
  return new OnplayError('master_keyframes_too_sparse', {
    publicDetail:
      'More than 15 minutes lie between two keyframes. Export the master with a keyframe every few seconds.',
  });
}
