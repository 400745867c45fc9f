/** The cues of a segment. */
import type { Cue } from './cue.js';

/** Milliseconds of the presentation, half-open. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The cues that are shown within a range, in their order. One that is shown beyond it is in each segment that it touches, whole: with
 * its own times, text and id, by which players know that it is the same (RFC 8216 3.5).
 */
export function cuesWithin(cues: readonly Cue[], { start, end }: TimeRange): readonly Cue[] {
  return cues.filter((cue) => cue.start < end && cue.end > start);
}
