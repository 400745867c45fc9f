/** When frames of video are presented: at the times of their samples, or, where a master is edited, at other ones. */

import { firstAtOrAfter } from '../sorted-search.js';
import type { FrameRuns, VideoTrack } from '../track.js';

/** What the times of frames are made of. */
export type FrameTimes = Pick<VideoTrack, 'frames' | 'runs'> & {
  readonly samples: Pick<VideoTrack['samples'], 'times'>;
};

/** Frames [first, end) that are decoded in one go. */
export interface Run {
  readonly first: number;
  readonly end: number;
}

/** Presentation time of a frame, in ticks. */
export function frameTime({ frames, samples, runs }: FrameTimes, frame: number): number {
  const time = samples.times[frames[frame]!]!;
  return runs ? presentedAt(runs, runIndex(runs, frame), time) : time;
}

/** The run that a frame is in: all frames of a track that is not edited. */
export function runOf({ frames, runs }: Pick<FrameTimes, 'frames' | 'runs'>, frame: number): Run {
  return runs ? runAt(runs, runIndex(runs, frame), frames.length) : { first: 0, end: frames.length };
}

/** The parts of runs that the frames [first, end) are in, in order. */
export function runsWithin({ runs }: Pick<FrameTimes, 'runs'>, { first, end }: Run): readonly Run[] {
  if (!runs) return [{ first, end }];
  const found: Run[] = [];
  for (let index = runIndex(runs, first), from = first; from < end; index++) {
    const to = Math.min(end, runAt(runs, index, end).end);
    found.push({ first: from, end: to });
    from = to;
  }
  return found;
}

/** The time of a sample if run `index` went on in both directions. */
function presentedAt({ rates, shifts }: FrameRuns, index: number, time: number): number {
  return Math.round(time / rates[index]! + shifts[index]!);
}

/** The runs of the frames [first, end) alone, counted from the first of them. */
export function runsOfFrames({ firsts, rates, shifts }: FrameRuns, { first, end }: Run): FrameRuns {
  const from = runIndex({ firsts, rates, shifts }, first);
  const to = runIndex({ firsts, rates, shifts }, end - 1) + 1;
  return {
    firsts: firsts.slice(from, to).map((frame) => Math.max(0, frame - first)),
    rates: rates.slice(from, to),
    shifts: shifts.slice(from, to),
  };
}

function runAt({ firsts }: FrameRuns, index: number, count: number): Run {
  return { first: firsts[index]!, end: firsts[index + 1] ?? count };
}

function runIndex({ firsts }: FrameRuns, frame: number): number {
  return firstAtOrAfter({ length: firsts.length, timeAt: (index) => firsts[index]! }, frame + 1) - 1;
}
