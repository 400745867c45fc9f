import { damaged, MAX_SAMPLES } from '../tracks/index.js';

/** Samples of one track in decode order. Times are ticks of the *media* timeline, before edit lists are applied. */
export interface MediaSamples {
  readonly count: number;
  readonly offsets: Float64Array;
  readonly sizes: Uint32Array;
  readonly compositionTimes: Float64Array;
  readonly durations: Uint32Array;
  readonly sync: Uint8Array;
  /** Sample description of each sample, counted from 1; 255 for any higher number. */
  readonly descriptions: Uint8Array;
}

/**
 * Allocates the tables of `count` samples.
 * @throws OnplayError `master_damaged` when a file of `fileSize` bytes cannot hold that many, so that the memory stays in
 *         proportion to the file.
 */
export function emptySamples(count: number, fileSize: number): MediaSamples {
  if (count > MAX_SAMPLES || count > fileSize) throw damaged('it claims too many samples');
  return {
    count,
    offsets: new Float64Array(count),
    sizes: new Uint32Array(count),
    compositionTimes: new Float64Array(count),
    durations: new Uint32Array(count),
    sync: new Uint8Array(count),
    descriptions: new Uint8Array(count),
  };
}
