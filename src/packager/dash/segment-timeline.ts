import type { SegmentTimeline, TimelineSegment } from './values.js';
import { preserialized } from './xml.js';

/** Its ancestors: MPD, Period, AdaptationSet and SegmentTemplate. */
const DEPTH = 4;

/**
 * Serializes a SegmentTimeline (ISO/IEC 23009-1 5.3.9.6): one `S` for each run of segments of equal duration, with `@t`
 * on the first and after a gap.
 * @param segments in order, without overlaps.
 * @param isOfList for a SegmentList: one `S` for each segment, by whose number dash.js 5.2 finds its `SegmentURL`.
 */
export function segmentTimeline(segments: Iterable<TimelineSegment>, isOfList = false): SegmentTimeline {
  const runs: string[] = [];
  let run: Run | undefined;
  let end: number | undefined;
  for (const { start, duration } of segments) {
    if (!isOfList && run !== undefined && start === end && duration === run.duration) run.count++;
    else {
      if (run) runs.push(entry(run));
      run = { start: start === end ? undefined : start, duration, count: 1 };
    }
    end = start + duration;
  }
  if (run) runs.push(entry(run));
  return { element: preserialized('SegmentTimeline', runs, DEPTH) };
}

interface Run {
  /** Undefined if it follows the previous run without a gap. */
  readonly start: number | undefined;
  readonly duration: number;
  count: number;
}

function entry({ start, duration, count }: Run): string {
  const time = start === undefined ? '' : ` t="${start}"`;
  return `S${time} d="${duration}"${count === 1 ? '' : ` r="${count - 1}"`}`;
}
