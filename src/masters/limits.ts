/** What one master may be: everything that is read, computed or kept of it is in proportion to these. */

/** The longest presentation, in seconds: the day that a camera or a channel records into one file. */
export const MAX_DURATION_SECONDS = 24 * 3600;
/**
 * How many segments a presentation is cut into at most. The shortest segments that can be configured are 1 s, and
 * cuts at keyframes may halve them: a day of those are 172,800. As many again for frames that come so irregularly that
 * a short segment stands beside each long one.
 */
export const MAX_SEGMENTS = 400_000;
