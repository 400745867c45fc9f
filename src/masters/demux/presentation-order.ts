/** Sorts samples into the order in which they are presented. */
import { durationUnsupported } from '../refusals.js';

/**
 * How often an insertion may move a frame, to each frame. B-frames move one or two others each, and pyramids of 16 frames
 * (the most that H.264 and HEVC reorder) four on average.
 */
const MOVES_PER_FRAME = 8;

/**
 * The samples that are presented, in the order of their times; equal ones in that of their numbers.
 * @param count of samples.
 * @param times whole ticks, by sample.
 * @throws OnplayError `master_duration_unsupported` when times are further apart than any movie is long.
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

/** Decode order is nearly presentation order, so insertion is fast. Returns false, half done, where it is not. */
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

/** Few enough places for a processor's caches. */
const DIGIT = 2048;

/** Any order in time that grows only with the number of frames: by the lowest digit, then by the one above, … */
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

/** Puts frames in the order of a digit; those of equal ones stay in order. */
function distribute(from: Uint32Array, to: Uint32Array, digitOf: (frame: number) => number): void {
  const places = new Uint32Array(DIGIT + 1);
  for (const frame of from) places[digitOf(frame) + 1]!++;
  for (let i = 1; i <= DIGIT; i++) places[i]! += places[i - 1]!;
  for (const frame of from) to[places[digitOf(frame)]!++] = frame;
}
