import type { Timeline } from './timeline.js';

/** What is written of a timeline is kept with it, and is another text where segments are listed one by one: one for all sessions. */
const lists = new WeakMap<Timeline, Timeline>();

/** The timeline for a rendition whose segments are listed. */
export function listedTimeline(timeline: Timeline): Timeline {
  const known = lists.get(timeline) ?? { ...timeline };
  lists.set(timeline, known);
  return known;
}
