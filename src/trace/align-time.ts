/** Finds where in a film a copy begins. Pure. */
import { FEATURES, type Features } from './frame-features.js';

export interface TimeAlignment {
  /** What is added to a time in the copy to have that in the film, in seconds. */
  readonly offset: number;
  /** From -1 to 1: how well the two agree. */
  readonly agreement: number;
}

/** In seconds. */
const STEP = 0.1;
/** Part of the copy that has to lie within the film. */
const MIN_OVERLAP = 0.6;
/** How much worse a copy agrees that lies beside the film. */
const BESIDE_FILM = 0.1;

/**
 * The best offset, to a tenth of a second; undefined for a copy or a film without frames.
 * @param copy and @param film in the order of their times.
 */
export function alignTime(copy: readonly Features[], film: readonly Features[]): TimeAlignment | undefined {
  const [first, last] = [film[0]?.time, film.at(-1)?.time];
  const [begins, ends] = [copy[0]?.time, copy.at(-1)?.time];
  if (first === undefined || last === undefined || begins === undefined || ends === undefined)
    return undefined;
  const spare = (1 - MIN_OVERLAP) * (ends - begins);
  let best: TimeAlignment | undefined;
  for (let offset = first - begins - spare; offset <= last - ends + spare + STEP; offset += STEP) {
    const agreement = agreementAt(copy, film, offset);
    if (agreement > (best?.agreement ?? -1)) best = { offset, agreement };
  }
  return best;
}

function agreementAt(copy: readonly Features[], film: readonly Features[], offset: number): number {
  let place = 0;
  const moments = Array.from({ length: FEATURES }, () => new Float64Array(5));
  let count = 0;
  for (const { time, means } of copy) {
    const wanted = time + offset;
    if (wanted < film[0]!.time - STEP || wanted > film.at(-1)!.time + STEP) continue;
    while (
      place + 1 < film.length &&
      Math.abs(film[place + 1]!.time - wanted) <= Math.abs(film[place]!.time - wanted)
    )
      place += 1;
    count += 1;
    for (let part = 0; part < FEATURES; part++)
      addTo(moments[part]!, means[part]!, film[place]!.means[part]!);
  }
  if (count < MIN_OVERLAP * copy.length) return -1;
  const correlation = moments.reduce((sum, moment) => sum + correlationOf(moment, count), 0) / FEATURES;
  // Of a film that repeats itself, where more of the copy lies within it.
  return correlation * (1 - BESIDE_FILM * (1 - count / copy.length));
}

/** Sums of x, y, x², y² and xy. */
function addTo(moment: Float64Array, x: number, y: number): void {
  moment[0]! += x;
  moment[1]! += y;
  moment[2]! += x * x;
  moment[3]! += y * y;
  moment[4]! += x * y;
}

/** 0 where one of the two does not change. */
function correlationOf([x = 0, y = 0, xx = 0, yy = 0, xy = 0]: Float64Array, count: number): number {
  const spread = (xx - (x * x) / count) * (yy - (y * y) / count);
  return spread > 0 ? (xy - (x * y) / count) / Math.sqrt(spread) : 0;
}

/** The place of the frame nearest to a time. @param frames in the order of their times; not empty. */
export function nearestFrame(frames: readonly { readonly time: number }[], time: number): number {
  let [low, high] = [0, frames.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (frames[middle]!.time < time) low = middle + 1;
    else high = middle;
  }
  const before = Math.max(0, low - 1);
  return Math.abs(frames[before]!.time - time) <= Math.abs(frames[low]!.time - time) ? before : low;
}
