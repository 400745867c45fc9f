/** The segments of every asset: two short ones, then long ones, as the server cuts by default. */

const SHORT = { count: 2, seconds: 2 };
const LONG_SECONDS = 4;
/** A segment is encoded in parts of this length, at once where slots are free. */
const PART_SECONDS = 2;

/** How far ahead a player buffers, in seconds. */
export const BUFFER_SECONDS = 30;
/** How many times faster than it plays a player fills its buffer. */
const FILLING_SPEED = 4;

/** Seconds from the start of the asset. */
export function startOf(segment: number): number {
  return segment < SHORT.count
    ? segment * SHORT.seconds
    : SHORT.count * SHORT.seconds + (segment - SHORT.count) * LONG_SECONDS;
}

export function secondsOf(segment: number): number {
  return segment < SHORT.count ? SHORT.seconds : LONG_SECONDS;
}

/** The segment at a time of the asset, in seconds. */
export function segmentAt(seconds: number): number {
  const short = SHORT.count * SHORT.seconds;
  return seconds < short
    ? Math.floor(seconds / SHORT.seconds)
    : SHORT.count + Math.floor((seconds - short) / LONG_SECONDS);
}

/** How many parts a segment is encoded in. */
export function partsOf(segment: number): number {
  return Math.ceil(secondsOf(segment) / PART_SECONDS);
}

/**
 * How long after it began a player requests what it will play `ahead` seconds later: it first fills its buffer, then requests
 * a segment whenever one has been played.
 */
export function requestDelay(ahead: number): number {
  return Math.max(ahead / FILLING_SPEED, ahead - BUFFER_SECONDS);
}
