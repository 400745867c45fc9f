import { type Presentation, segmentsOf, type Timeline } from '../assets/index.js';
import type { Rendition } from '../encoder/index.js';
import { type SegmentTimeline, segmentTimeline } from '../packager/index.js';

/** By far the largest part of an MPD, and the same for every session; lives as long as the asset. */
const segmentTimelines = new WeakMap<Timeline, SegmentTimeline>();

/** Writes a timeline ahead of the first MPD; does nothing where it is written. @returns whether it wrote. */
export function writeTimeline(presentation: Presentation, rendition: Rendition): boolean {
  const { timeline } = presentation.of(rendition);
  if (segmentTimelines.has(timeline)) return false;
  sharedTimeline(timeline, isListed(presentation, rendition));
  return true;
}

/** The timeline in DASH, written by the first call. @param isOfList see `isListed`. */
export function sharedTimeline(timeline: Timeline, isOfList = false): SegmentTimeline {
  const shared = segmentTimelines.get(timeline) ?? segmentTimeline(segmentsOf(timeline), isOfList);
  segmentTimelines.set(timeline, shared);
  return shared;
}

/** Whether the segments have URLs that no template gives: some of them, or all, are of other renditions. */
export function isListed({ sharedFileOf, start }: Presentation, { kind }: Rendition): boolean {
  if (sharedFileOf === undefined || kind === 'text') return false;
  return kind === 'video' || start !== undefined;
}
