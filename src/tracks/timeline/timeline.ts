/** What the timelines of video and of audio have in common. */
export interface Timeline {
  /** Ticks per second of everything below. */
  readonly timescale: number;
  /** Presentation time of every sample, in decode order; of an edited track, as if its first piece went on in both directions. */
  readonly times: Float64Array;
  readonly start: number;
  readonly end: number;
}
