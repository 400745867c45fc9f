/** The segments of a rendition on the presentation's timeline, whether they were produced or not. */
export interface Timeline {
  /** Ticks per second: of the video track, or the audio sample rate. */
  readonly timescale: number;
  /** In ticks: segment n covers [boundaries[n], boundaries[n + 1]). */
  readonly boundaries: Float64Array;
  /** The duration of each segment in seconds. */
  readonly seconds: Float64Array;
}

export function timelineOf(timescale: number, boundaries: Float64Array): Timeline {
  const seconds = new Float64Array(Math.max(0, boundaries.length - 1));
  for (let n = 0; n < seconds.length; n++) seconds[n] = (boundaries[n + 1]! - boundaries[n]!) / timescale;
  return { timescale, boundaries, seconds };
}

/** Earliest presentation time and duration of each segment, in ticks. */
export function* segmentsOf({ boundaries }: Timeline): Generator<{ start: number; duration: number }> {
  for (let n = 1; n < boundaries.length; n++) {
    const start = boundaries[n - 1]!;
    yield { start, duration: boundaries[n]! - start };
  }
}
