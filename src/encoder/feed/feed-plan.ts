/**
 * Which samples of a master to feed for a segment, and at which times. The segment always starts at FEED_START_SECONDS, so
 * that one command line encodes every segment of a rendition.
 */

import { decodingStart } from '../../masters/index.js';
import { greatestCommonDivisor } from '../../shared/fraction.js';
import {
  type AudioTrack,
  damaged,
  frameTime,
  keyframesTooSparse,
  runOf,
  firstAtOrAfter as search,
  type VideoTrack,
} from '../../tracks/index.js';
import { tellableStart } from './tellable-start.js';

/** Time of the first wanted sample; samples needed only to decode it come before. */
export const FEED_START_SECONDS = 1000;
/** Distance between the starts of a feed's chunks: where each begins does not depend on the length of the others. */
export const CHUNK_SLOT_SECONDS = 10;
/** In one feed. */
export const MAX_CHUNKS = 8;
/**
 * Samples presented after the segment that must be fed, because they come earlier in decode order, are placed this much
 * later. The command line drops everything from FEED_START_SECONDS + PARKING_SECONDS on.
 */
export const PARKING_SECONDS = 100;
const PARKED_SECONDS = FEED_START_SECONDS + PARKING_SECONDS;
/** Decoded before the wanted audio, because audio decoders carry state over some frames. */
const AUDIO_WARM_UP_SECONDS = 0.25;
/** How far back to search for an audio sync sample; no codec in use has them further apart. */
const MAX_AUDIO_LEAD_IN_SECONDS = 10;
/** More than the longest lead-in has. */
const MAX_FEED_SAMPLES = 500_000;

/** As many as a decoder may hold back to reorder. At the end of its input, ffmpeg's stops at the first that is not yet whole. */
const HELD_BACK_FRAMES = 16;

export interface FeedPlan {
  /** The samples [first, end) in decode order. */
  readonly first: number;
  readonly end: number;
  readonly timescale: number;
  /** Presentation time of each sample in ticks of `timescale`. */
  readonly times: Float64Array;
  /** Decode time of each sample: ascending, and never after its presentation time. */
  readonly decodeTimes: Float64Array;
}

interface FeedOptions {
  /** First frame of each chunk after the first; fewer than MAX_CHUNKS. */
  readonly laterChunks?: readonly number[];
  /** Decoding begins before this sample, although it could later. */
  readonly before?: number;
}

/**
 * The feed for the frames [firstFrame, endFrame) of one run. The first frame of chunk n is at FEED_START_SECONDS + n *
 * CHUNK_SLOT_SECONDS.
 * @param neighbours how many frames on either side the filters look at.
 * @throws OnplayError `master_keyframes_too_sparse`.
 */
export function videoFeedPlan(
  track: VideoTrack,
  firstFrame: number,
  endFrame: number,
  neighbours: number,
  { laterChunks = [], before }: FeedOptions = {},
): FeedPlan {
  const { frames, samples, timescale } = track;
  const run = runOf(track, firstFrame);
  const wanted = frames.subarray(
    Math.max(run.first, firstFrame - neighbours),
    Math.min(run.end, endFrame + neighbours),
  );
  const start = frameTime(track, firstFrame);
  const first = decodingStart(track, wanted, before);
  const last = wanted.reduce((highest, sample) => Math.max(highest, sample), 0);
  const end = Math.min(samples.count, last + 1 + (track.refreshes ? HELD_BACK_FRAMES : 0));
  if (end - first > MAX_FEED_SAMPLES) throw keyframesTooSparse(end - first);
  const endTime = endFrame < frames.length ? frameTime(track, endFrame) : track.end;
  const startTimes = [firstFrame, ...laterChunks].map((frame) => frameTime(track, frame));
  const natural = track.runs
    ? timesInRun(track, { firstFrame, endFrame, endTime }, first, end)
    : samples.times.slice(first, end);
  const times = natural.map((time) =>
    time < endTime ? placedInChunk(time, startTimes, timescale) : time - start + PARKED_SECONDS * timescale,
  );
  // Hidden samples may have any time, and a lead-in may be longer than FEED_START_SECONDS: what is before the start is dropped.
  const inOrder = natural.map((time) => Math.max(0, time - start + FEED_START_SECONDS * timescale));
  return { first, end, timescale, times, decodeTimes: decodeTimesFor(inOrder) };
}

/**
 * Presentation times of the samples [first, end) for frames of an edited track: other samples than theirs are before all or
 * after all of them, wherever else they are presented.
 */
function timesInRun(
  track: VideoTrack,
  { firstFrame, endFrame, endTime }: { firstFrame: number; endFrame: number; endTime: number },
  first: number,
  end: number,
): Float64Array {
  const { frames, samples } = track;
  const [start, mediaStart] = [frameTime(track, firstFrame), samples.times[frames[firstFrame]!]!];
  const times = samples.times
    .slice(first, end)
    .map((time) => (time < mediaStart ? start : endTime) + (time - mediaStart));
  for (let frame = firstFrame; frame < endFrame; frame++)
    times[frames[frame]! - first] = frameTime(track, frame);
  return times;
}

function placedInChunk(time: number, startTimes: readonly number[], timescale: number): number {
  const chunk = Math.max(
    0,
    startTimes.findLastIndex((start) => start <= time),
  );
  const start = FEED_START_SECONDS + chunk * CHUNK_SLOT_SECONDS;
  return Math.max(0, time - startTimes[chunk]! + start * timescale);
}

/** The times in ascending order, all moved back so that none is after its sample's presentation time. */
function decodeTimesFor(times: Float64Array): Float64Array {
  const sorted = times.slice().sort();
  let latest = 0;
  for (let i = 0; i < times.length; i++) latest = Math.max(latest, sorted[i]! - times[i]!);
  return latest === 0 ? sorted : sorted.map((time) => time - latest);
}

/**
 * The feed for the audio in [startSample, endSample); undefined if the track has none there. Both are counted at
 * `outputRate` from the start of the presentation, and may lie outside the track.
 * @param outputRate sample rate of the encode, in Hz.
 * @throws OnplayError `master_damaged` for more than 500,000 samples.
 */
export function audioFeedPlan(
  track: AudioTrack,
  startSample: number,
  endSample: number,
  outputRate: number,
): FeedPlan | undefined {
  const { times } = track.samples;
  const ticks = (sample: number) => (sample * track.timescale) / outputRate;
  const from = Math.max(ticks(startSample), track.start);
  const to = Math.min(ticks(endSample), track.end);
  if (from >= to) return undefined;
  const { first: decoded, end } = audioSamplesFor(track, from, to);
  if (end === 0) return undefined;
  const first = track.transport ? tellableStart(track, decoded, { startSample, outputRate }) : decoded;
  return { first, end, ...placed(track, startSample, outputRate, times.subarray(first, end)) };
}

/**
 * The samples [first, end) that are fed for the audio [from, to), in ticks of the track; none if the track begins later.
 * @throws OnplayError as `audioFeedPlan`.
 */
export function audioSamplesFor(
  track: AudioTrack,
  from: number,
  to: number,
): { readonly first: number; readonly end: number } {
  const { times, sync } = track.samples;
  const end = firstAtOrAfter(times, to);
  if (end === 0) return { first: 0, end };
  const back = (seconds: number) => Math.max(0, firstAtOrAfter(times, from - seconds * track.timescale) - 1);
  const furthest = back(MAX_AUDIO_LEAD_IN_SECONDS);
  let first = Math.min(back(AUDIO_WARM_UP_SECONDS), end - 1);
  while (first > furthest && sync[first] !== 1) first--;
  if (end - first > MAX_FEED_SAMPLES) throw damaged('its audio samples are impossibly short');
  return { first, end };
}

/** Shifts the times so that `startSample` is at FEED_START_SECONDS. */
function placed(
  track: AudioTrack,
  startSample: number,
  outputRate: number,
  presented: Float64Array,
): Pick<FeedPlan, 'timescale' | 'times' | 'decodeTimes'> {
  const timescale = sharedTimescale(track.timescale, outputRate);
  const scale = timescale / track.timescale;
  const offset = FEED_START_SECONDS * timescale - startSample * (timescale / outputRate);
  // A sample may last for hours: one that starts more than FEED_START_SECONDS earlier is placed at 0; its audio is dropped.
  const times = presented.map((time) => Math.max(0, Math.round(time * scale + offset)));
  return { timescale, times, decodeTimes: times };
}

/** A timescale in which ticks of the track and samples of the output are whole; the track's own if that is too fine. */
function sharedTimescale(timescale: number, outputRate: number): number {
  const shared = (timescale / greatestCommonDivisor(timescale, outputRate)) * outputRate;
  return shared <= 1_000_000_000 ? shared : timescale;
}

/** Index of the first element not before `time` in an ascending array. */
function firstAtOrAfter(times: Float64Array, time: number): number {
  return search({ length: times.length, timeAt: (i) => times[i]! }, time);
}
