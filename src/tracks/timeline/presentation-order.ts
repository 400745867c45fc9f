/** Sorts samples into presentation order. */
import { durationUnsupported } from '../refusals.js';

/**
 * Moves that the insertion sort may take per frame, on average. B-frames take one or two, and pyramids of 16 frames (the
 * most that H.264 and HEVC reorder) four.
 */
const MOVES_PER_FRAME = 8;

/**
 * Returns the indexes of the presented samples, sorted by time and, for equal times, by index.
 * @param count number of samples.
 * @param times of all samples, in whole ticks.
 * @throws OnplayError `master_duration_unsupported` when times are more than 2⁵³ ticks apart.
 */
export function presentationOrder(
  count: number,
  isPresented: (sample: number) => boolean,
  times: Float64Array,
): Uint32Array {
  const frames = new Uint32Array(count);
  let found = 0;
  for (let i = 0; i < count; i++) if (isPresented(i)) frames[found++] = i;
  const presented = found < count ? frames.slice(0, found) : frames;
  if (!sortByInsertion(presented, times)) sortByDigits(presented.sort(), times);
  return presented;
}

/** Fast, since decode order is nearly presentation order. Where it is not, stops half done and returns false. */
function sortByInsertion(frames: Uint32Array, times: Float64Array): boolean {
  let movesLeft = MOVES_PER_FRAME * frames.length;
  for (let i = 1; i < frames.length; i++) {
    const frame = frames[i]!;
    const time = times[frame]!;
    let at = i;
    for (; at > 0 && times[frames[at - 1]!]! > time; at--) frames[at] = frames[at - 1]!;
    frames[at] = frame;
    movesLeft -= i - at;
    if (movesLeft < 0) return false;
  }
  return true;
}

/** Radix of the sort: its counters fit into a processor's cache. */
const DIGIT = 2048;

/** Radix sort by the lowest digit first: the order does not matter, and the time is linear in the number of frames. */
function sortByDigits(frames: Uint32Array, times: Float64Array): void {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const frame of frames) {
    lowest = Math.min(lowest, times[frame]!);
    highest = Math.max(highest, times[frame]!);
  }
  if (!(highest - lowest <= Number.MAX_SAFE_INTEGER)) throw durationUnsupported();
  let from = frames;
  let to: Uint32Array = new Uint32Array(frames.length);
  for (let unit = 1; unit <= highest - lowest; unit *= DIGIT) {
    // Bitwise operators take whole numbers of any size modulo 2³².
    const digitOf = (frame: number) => Math.floor((times[frame]! - lowest) / unit) & (DIGIT - 1);
    distribute(from, to, digitOf);
    [from, to] = [to, from];
  }
  if (from !== frames) frames.set(from);
}

/** Stable counting sort by one digit. */
function distribute(from: Uint32Array, to: Uint32Array, digitOf: (frame: number) => number): void {
  const positions = new Uint32Array(DIGIT + 1);
  for (const frame of from) positions[digitOf(frame) + 1]!++;
  for (let i = 1; i <= DIGIT; i++) positions[i]! += positions[i - 1]!;
  for (const frame of from) to[positions[digitOf(frame)]!++] = frame;
}
