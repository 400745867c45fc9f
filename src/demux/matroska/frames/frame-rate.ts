/** Finds the constant rate of video whose times a container has rounded. */
import { NANOSECONDS_PER_SECOND } from '../../../matroska/index.js';
import { greatestCommonDivisor } from '../../../shared/fraction.js';

/** Frames are `frameTicks` of `timescale` ticks per second apart, or a multiple of that where frames are missing. */
export interface ConstantRate {
  readonly timescale: number;
  readonly frameTicks: number;
  /** Time of the first frame in presentation order, in nanoseconds. */
  readonly firstTime: number;
}

/** The times of presented frames, in any order. */
interface StoredTimes {
  /** In nanoseconds. */
  readonly times: Float64Array;
  isPresented(frame: number): boolean;
  /** The unit that times were rounded to, up, down or to the nearest, in nanoseconds. */
  readonly tick: number;
  /** What the track states as the duration of a frame, in nanoseconds. */
  readonly defaultDuration: number | undefined;
}

const HIGHEST_RATE = 300;
/** By how much of it a duration may differ from that of a rate: writers round to milliseconds. */
const NEARBY = 0.03;
/** Ticks of a frame: the first one need not be at a multiple of its duration. */
const PRECISION = 1000;
const FINEST_TIMESCALE = 10_000_000;
/** Nanoseconds by which durations that are not whole may be off. */
const ROUNDING = 1;
/** Frames that last a tick or two have no rate that could be told from their times. */
const SHORTEST_FRAME_TICKS = 2;

/**
 * Returns the rate with which every stored time is explained by rounding alone: what is left over between the times and whole
 * frames differs by less than one tick over the whole track. Tries whole rates, those times 1000/1001, and the stated duration:
 * first what is nearest to that, then what is nearest to the average. Undefined if there is none, as for a variable rate.
 */
export function constantRate(stored: StoredTimes): ConstantRate | undefined {
  const range = rangeOf(stored);
  if (range.frames < 2) return undefined;
  const average = (range.last - range.first) / (range.frames - 1);
  const found = [...candidates(stored.defaultDuration), ...usualRatesNear(average)]
    .filter(({ duration }) => duration >= SHORTEST_FRAME_TICKS * stored.tick)
    .find(({ duration }) => isExplained(stored, range.first, duration));
  return found && { timescale: found.timescale, frameTicks: found.frameTicks, firstTime: range.first };
}

interface Candidate {
  readonly timescale: number;
  readonly frameTicks: number;
  /** Of a frame, in nanoseconds. */
  readonly duration: number;
}

const USUAL_RATES: readonly Candidate[] = Array.from({ length: HIGHEST_RATE }, (_, i) => i + 1).flatMap(
  (rate) => [candidate(rate * PRECISION, PRECISION), candidate(rate * PRECISION, PRECISION + 1)],
);

function candidate(timescale: number, frameTicks: number): Candidate {
  return { timescale, frameTicks, duration: (frameTicks * NANOSECONDS_PER_SECOND) / timescale };
}

/** The usual rates near to a stated duration, and then that itself. */
function candidates(stated: number | undefined): readonly Candidate[] {
  if (stated === undefined) return [];
  const exact = statedRate(stated);
  return exact ? [...usualRatesNear(stated), exact] : usualRatesNear(stated);
}

/** The nearest first. */
function usualRatesNear(duration: number): readonly Candidate[] {
  const distance = (rate: Candidate) => Math.abs(rate.duration - duration);
  const nearby = USUAL_RATES.filter((rate) => distance(rate) < NEARBY * duration);
  return nearby.sort((a, b) => distance(a) - distance(b));
}

/** A rate that is not usual, such as 12.5 per second. Undefined if it takes too fine a timescale. */
function statedRate(duration: number): Candidate | undefined {
  const divisor = greatestCommonDivisor(duration, NANOSECONDS_PER_SECOND);
  const [timescale, frameTicks] = [NANOSECONDS_PER_SECOND / divisor, duration / divisor];
  return timescale * PRECISION <= FINEST_TIMESCALE
    ? candidate(timescale * PRECISION, frameTicks * PRECISION)
    : undefined;
}

function rangeOf({ times, isPresented }: StoredTimes): { first: number; last: number; frames: number } {
  const range = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY, frames: 0 };
  for (let i = 0; i < times.length; i++) {
    if (!isPresented(i)) continue;
    range.first = Math.min(range.first, times[i]!);
    range.last = Math.max(range.last, times[i]!);
    range.frames++;
  }
  return range;
}

function isExplained({ times, isPresented, tick }: StoredTimes, first: number, duration: number): boolean {
  let [lowest, highest] = [0, 0];
  for (let i = 0; i < times.length; i++) {
    if (!isPresented(i)) continue;
    const elapsed = times[i]! - first;
    const left = elapsed - Math.round(elapsed / duration) * duration;
    lowest = Math.min(lowest, left);
    highest = Math.max(highest, left);
    if (highest - lowest >= tick + ROUNDING) return false;
  }
  return true;
}
