import type { TimelineSegment } from './values.js';
import { type Element, element } from './xml.js';

/** ISO/IEC 23009-1 5.3.9.6: one `S` for each run of equally long segments; `@t` for the first and after a gap. */
export function segmentTimeline(segments: readonly TimelineSegment[]): Element {
  const runs: Run[] = [];
  let end: number | undefined;
  for (const { start, duration } of segments) {
    const last = runs.at(-1);
    if (last !== undefined && start === end && duration === last.duration) last.count++;
    else runs.push({ start: start === end ? undefined : start, duration, count: 1 });
    end = start + duration;
  }
  return element('SegmentTimeline', [], ...runs.map(entry));
}

interface Run {
  /** Undefined where it follows the run before without a gap. */
  readonly start: number | undefined;
  readonly duration: number;
  count: number;
}

function entry({ start, duration, count }: Run): Element {
  return element('S', [
    ['t', start],
    ['d', duration],
    ['r', count === 1 ? undefined : count - 1],
  ]);
}
