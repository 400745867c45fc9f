/** What players request when an ad is played (VAST 4.3, 3.14), as it goes from the ad server to manifests. Plain data. */

/** In the order in which they matter, where there is no room for all. */
export const adEventNames = [
  ...(['impression', 'start', 'complete', 'firstQuartile', 'midpoint', 'thirdQuartile'] as const),
  ...(['progress', 'clickTracking', 'skip', 'pause', 'resume', 'mute', 'unmute', 'error'] as const),
] as const;

export type AdEventName = (typeof adEventNames)[number];

export interface AdEvent {
  readonly event: AdEventName;
  /** Of http or https, in ASCII; requested as it is. */
  readonly url: string;
  /** Of `progress`, and only of it: when in the ad, in seconds. */
  readonly offset?: number;
}

export interface AdTracking {
  /** Where a click leads. */
  readonly clickThrough?: string;
  readonly events: readonly AdEvent[];
  /** What the origin requests itself, as segments are delivered, with their macros; see fired-events.ts. The same array where one served ad is in several manifests. */
  readonly fired?: readonly AdEvent[];
}

/** How long before the end of an ad it counts as complete, in seconds: players may stop a moment before the end, or go on at once. */
const BEFORE_END = 0.1;

/**
 * When in an ad an event happens, in seconds from its start; undefined for what a viewer does, and for what comes after the end.
 * @param duration of the ad as it is played, in seconds.
 */
export function eventMoment({ event, offset }: AdEvent, duration: number): number | undefined {
  switch (event) {
    case 'impression':
    case 'start':
      return 0;
    case 'firstQuartile':
      return duration / 4;
    case 'midpoint':
      return duration / 2;
    case 'thirdQuartile':
      return (duration * 3) / 4;
    case 'complete':
      return Math.max(0, duration - BEFORE_END);
    case 'progress':
      return offset !== undefined && offset < duration ? offset : undefined;
    default:
      return undefined;
  }
}
