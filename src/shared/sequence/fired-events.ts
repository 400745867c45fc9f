/**
 * The events of an ad that the origin requests itself, as its segments are delivered: those that have a time. Pure. A segment has the events whose
 * times lie from its start up to, but not including, its end; the first has those of the beginning, the last has `complete`.
 */
import { type AdEvent, type AdEventName, eventMoment } from './ad-tracking.js';

/** Whether an event happens at a time of the ad, and not by what a viewer or a player does. */
export function hasMoment(event: AdEventName): boolean {
  return event in BITS;
}

/** Where in an ad it has events: bits, so that a signed list stays short. */
const BITS = {
  impression: 1,
  start: 1,
  firstQuartile: 2,
  midpoint: 4,
  thirdQuartile: 8,
  complete: 16,
  /** Anywhere. */
  progress: 32,
} as const satisfies Partial<Record<AdEventName, number>>;

/** Of all bits together. */
export const MAX_PLACES = 63;

/** The places of events that have a moment; from 0, where there is none, up to `MAX_PLACES`. */
export function placesOf(events: readonly AdEvent[]): number {
  return events.reduce((places, { event }) => places | bitOf(event), 0);
}

function bitOf(event: AdEventName): number {
  return event in BITS ? BITS[event as keyof typeof BITS] : 0;
}

/**
 * The numbers of the segments that may have an event: those of the quarters, and all where one has a time of its own.
 * @param ends of the segments, in seconds from the beginning of the ad.
 */
export function segmentsAt(places: number, ends: readonly number[]): ReadonlySet<number> {
  if (places & BITS.progress) return new Set(ends.keys());
  const names = (Object.keys(BITS) as (keyof typeof BITS)[]).filter((name) => places & BITS[name]);
  return new Set(names.flatMap((event) => segmentOf({ event, url: '' }, ends) ?? []));
}

/** The indices of the events that a segment has, in the order of their times. @param ends as above. */
export function eventsOf(segment: number, ends: readonly number[], events: readonly AdEvent[]): number[] {
  const momentOf = (n: number) => eventMoment(events[n]!, ends.at(-1) ?? 0) ?? 0;
  return events
    .flatMap((event, n) => (segmentOf(event, ends) === segment ? [n] : []))
    .sort((one, other) => momentOf(one) - momentOf(other));
}

/** Undefined for what has no moment, or none within the ad. */
function segmentOf(event: AdEvent, ends: readonly number[]): number | undefined {
  const duration = ends.at(-1);
  if (duration === undefined) return undefined;
  if (event.event === 'complete') return ends.length - 1;
  const moment = eventMoment(event, duration);
  if (moment === undefined) return undefined;
  const segment = ends.findIndex((end) => moment < end);
  return segment < 0 ? undefined : segment;
}
