import type { SegmentTimeline, TimelineSegment } from './values.js';
import { type Element, element, preserialized } from './xml.js';

/** Its ancestors: MPD, Period, AdaptationSet and SegmentTemplate. */
const DEPTH = 4;

/**
 * Serializes a SegmentTimeline (ISO/IEC 23009-1 5.3.9.6): one `S` for each run of segments of equal duration, with `@t`
 * on the first and after a gap.
 * @param segments in order, without overlaps.
 */
export function segmentTimeline(segments: Iterable<TimelineSegment>): SegmentTimeline {
  const runs: Run[] = [];
  let last: Run | undefined;
  let end: number | undefined;
  for (const { start, duration } of segments) {
    if (last !== undefined && start === end && duration === last.duration) last.count++;
    else {
      last = { start: start === end ? undefined : start, duration, count: 1 };
      runs.push(last);
    }
    end = start + duration;
  }
  // Not spread into `element`: there may be more children than a call can have arguments.
  const timeline = { ...element('SegmentTimeline', []), children: runs.map(entry) };
  return { element: preserialized(timeline, DEPTH) };
}

interface Run {
  /** Undefined if it follows the previous run without a gap. */
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
