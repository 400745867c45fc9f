/** Frames for audio that has none: players do not play audio where the video has not begun, or has ended. */
import type { FrameRuns, VideoTrack } from '../track.js';
import { frameTime } from './frame-runs.js';
import { type PlayedTracks, presentationSeconds } from './presentation-seconds.js';

/** Browsers begin at 0 when the video does not begin later than this. */
const LATE_SECONDS = 0.1;
/** Tails up to here are in the last segment, whose last frame lasts longer. */
const EARLY_SECONDS = 1;
/** A held frame is presented again so often: the longest interval between keyframes, and so of segments that begin with it. */
const REPEATED_SECONDS = 2;

/**
 * Holds the first frame from 0 on where video begins late, and the last one until the presentation ends where it ends early; so
 * one picture becomes a film of it. Held frames are frames like others, evenly spaced and at most two seconds apart. Not where
 * the order of frames is unknown: then there is no telling which picture is the last.
 * @param tracks aligned.
 */
export function holdFrames<T extends PlayedTracks>(tracks: T): T {
  const { video } = tracks;
  return video && !video.orderUnknown
    ? { ...tracks, video: held(video, presentationSeconds(tracks)) }
    : tracks;
}

function held(video: VideoTrack, presentationEnd: number): VideoTrack {
  const { timescale, frames } = video;
  // Whole ticks; a smaller excess is a rounding error.
  const end = Math.ceil(presentationEnd * timescale - 1e-6);
  const isLate = video.start > LATE_SECONDS * timescale;
  const endsEarly = end - video.end > EARLY_SECONDS * timescale;
  const last = frameTime(video, frames.length - 1);
  const before = isLate ? withSecondSoon(repeatedTimes(0, video.start, timescale)) : [];
  const after = endsEarly ? repeatedTimes(last, end, timescale).slice(1) : [];
  const parts = video.parts?.map((part, i) =>
    i === 0 ? part : { ...part, firstFrame: part.firstFrame + before.length },
  );
  const extended = {
    ...video,
    ...(isLate && { start: 0 }),
    ...(endsEarly && { end }),
    ...(parts && { parts }),
  };
  return before.length + after.length === 0 ? extended : { ...extended, ...withHeld(video, before, after) };
}

/** From `from` on, up to before `to`, in ticks. */
function repeatedTimes(from: number, to: number, timescale: number): number[] {
  const count = Math.ceil((to - from) / (REPEATED_SECONDS * timescale));
  return Array.from({ length: count }, (_, i) => from + Math.round((i * (to - from)) / count));
}

/**
 * With another half way to the second of several: a decoder that reorders frames puts out the first one when it gets the next,
 * which then is in the first segment already.
 */
function withSecondSoon(times: readonly number[]): readonly number[] {
  const [first, second, ...others] = times;
  if (first === undefined || second === undefined) return times;
  return [first, Math.round((first + second) / 2), second, ...others];
}

/** Each held frame is a run of its own. */
function withHeld(
  { frames, samples, runs = ONE_RUN }: VideoTrack,
  before: readonly number[],
  after: readonly number[],
): Pick<VideoTrack, 'frames' | 'runs'> {
  const [first, last] = [frames[0]!, frames.at(-1)!];
  const behind = before.length + frames.length;
  const all = new Uint32Array(behind + after.length).fill(first, 0, before.length).fill(last, behind);
  all.set(frames, before.length);
  const shifts = (sample: number, times: readonly number[]) =>
    times.map((time) => time - samples.times[sample]!);
  return {
    frames: all,
    runs: {
      firsts: Uint32Array.of(
        ...before.keys(),
        ...runs.firsts.map((frame) => before.length + frame),
        ...after.map((_, i) => behind + i),
      ),
      rates: Float64Array.of(...before.map(() => 1), ...runs.rates, ...after.map(() => 1)),
      shifts: Float64Array.of(...shifts(first, before), ...runs.shifts, ...shifts(last, after)),
    },
  };
}

const ONE_RUN: FrameRuns = {
  firsts: Uint32Array.of(0),
  rates: Float64Array.of(1),
  shifts: Float64Array.of(0),
};
