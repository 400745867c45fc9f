/** Times of units that come without one: a PES packet has a time for the first unit in it alone, and need not have any. */

/**
 * Fills in the times of video, by the order in which frames are presented: one that no other refers to when it is decoded, any
 * other when the next such is. That is how MPEG-2 reorders; H.264 and HEVC may do it differently, but state every time.
 * @param interval from one frame to the next, in the unit of the times. @param times NaN where it is not known; changed.
 */
export function fillVideoTimes(
  times: Float64Array,
  isNonReference: (unit: number) => boolean,
  interval: number,
): void {
  if (!times.some(Number.isNaN)) return;
  const order = presentationOrder(times.length, isNonReference);
  fillEvenly(times, (i) => order[i]!, interval);
}

function presentationOrder(count: number, isNonReference: (unit: number) => boolean): Uint32Array {
  const order = new Uint32Array(count);
  let placed = 0;
  let held: number | undefined;
  for (let unit = 0; unit < count; unit++) {
    if (isNonReference(unit)) order[placed++] = unit;
    else {
      if (held !== undefined) order[placed++] = held;
      held = unit;
    }
  }
  if (held !== undefined) order[placed++] = held;
  return order;
}

/** Places the units between two that have times at equal distances, unless those are no frames apart. */
function fillEvenly(times: Float64Array, unitAt: (i: number) => number, interval: number): void {
  const count = times.length;
  let first = 0;
  while (first < count && Number.isNaN(times[unitAt(first)]!)) first++;
  const start = first < count ? times[unitAt(first)]! : 0;
  for (let i = 0; i < first; i++) times[unitAt(i)] = start - (first - i) * interval;
  let known = first;
  while (known < count) {
    let next = known + 1;
    while (next < count && Number.isNaN(times[unitAt(next)]!)) next++;
    const from = times[unitAt(known)] ?? 0;
    const step = next < count ? (times[unitAt(next)]! - from) / (next - known) : interval;
    const isUsual = step > interval / 2 && step < interval * 2;
    for (let i = known + 1; i < next; i++)
      times[unitAt(i)] = from + (i - known) * (isUsual ? step : interval);
    known = next;
  }
}

/** Lets each unit of audio without a time follow the one before. @param times NaN where it is not known; changed. */
export function fillAudioTimes(times: Float64Array, lengthOf: (unit: number) => number): void {
  const known = times.findIndex((time) => !Number.isNaN(time));
  if (known < 0) times[0] = 0;
  for (let i = known - 1; i >= 0; i--) times[i] = times[i + 1]! - lengthOf(i);
  for (let i = 1; i < times.length; i++)
    if (Number.isNaN(times[i]!)) times[i] = times[i - 1]! + lengthOf(i - 1);
}

/**
 * From one unit to the next, usually, by the times that are known; `fallback` if there are too few.
 * @param isNonReference units that are not looked at where not all have times.
 */
export function usualInterval(
  times: Float64Array,
  isNonReference: (unit: number) => boolean,
  fallback: number,
): number {
  const differences = times.some(Number.isNaN)
    ? differencesOfReferences(times, isNonReference)
    : differencesInOrder(times);
  const sorted = differences.filter((difference) => difference > 0).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? fallback;
}

function differencesInOrder(times: Float64Array): number[] {
  const sorted = times.slice().sort();
  return Array.from(sorted.subarray(1), (time, i) => time - sorted[i]!);
}

/** Of units that are presented in the order they are decoded, per unit. */
function differencesOfReferences(times: Float64Array, isNonReference: (unit: number) => boolean): number[] {
  const found: number[] = [];
  let before: number | undefined;
  for (let unit = 0; unit < times.length; unit++) {
    if (Number.isNaN(times[unit]!) || isNonReference(unit)) continue;
    if (before !== undefined) found.push((times[unit]! - times[before]!) / (unit - before));
    before = unit;
  }
  return found;
}
