import { segmentsOf, type Timeline } from '../assets/index.js';
import { type SegmentTimeline, segmentTimeline } from '../packager/index.js';

/** By far the largest part of an MPD, and the same for every session; lives as long as the asset. */
const segmentTimelines = new WeakMap<Timeline, SegmentTimeline>();

/** Writes a timeline ahead of the first MPD; does nothing where it is written. @returns whether it wrote. */
export function writeTimeline(timeline: Timeline): boolean {
  if (segmentTimelines.has(timeline)) return false;
  sharedTimeline(timeline);
  return true;
}

/** The timeline in DASH, written by the first call. */
export function sharedTimeline(timeline: Timeline): SegmentTimeline {
  const shared = segmentTimelines.get(timeline) ?? segmentTimeline(segmentsOf(timeline));
  segmentTimelines.set(timeline, shared);
  return shared;
}
