/** Binary search in elements whose times ascend. */
export interface Sorted {
  readonly length: number;
  /** Time of an element, in any unit. */
  timeAt(index: number): number;
}

/** Index of the first element at or after `time`; `length` when there is none. */
export function firstAtOrAfter({ length, timeAt }: Sorted, time: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeAt(middle) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the element nearest to `time`, the earlier of two equally near ones; undefined when there are no elements. */
export function nearest(sorted: Sorted, time: number): number | undefined {
  const { length, timeAt } = sorted;
  if (length === 0) return undefined;
  const after = firstAtOrAfter(sorted, time);
  if (after === 0 || after === length) return Math.max(0, after - 1);
  return timeAt(after) - time < time - timeAt(after - 1) ? after : after - 1;
}
