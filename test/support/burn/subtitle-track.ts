/** A sample of a track of subtitles. Times are in milliseconds. */
export interface TimedSample {
  readonly start: number;
  readonly duration: number;
  readonly bytes: Buffer;
}
