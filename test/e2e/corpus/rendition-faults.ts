/** Compares what a manifest says about a rendition with its segments. */
import { presentationOf } from '../conformance/presentation.js';
import { measuredRate } from '../conformance/rates.js';
import type { FetchedRendition } from './fetched-master.js';

const MICROSECOND = 1e-6;

/** One sentence per fault; empty if there is none. */
export function faultsOfRendition(rendition: FetchedRendition): string[] {
  const { id, boundaries, bandwidth } = rendition;
  const { start, end } = presentationOf(rendition);
  const { peak } = measuredRate(rendition);
  const isSpanTrue = Math.abs(start - boundaries[0]!) + Math.abs(end - boundaries.at(-1)!) < MICROSECOND;
  return [
    ...(isSpanTrue
      ? []
      : [`${id} is from ${start} to ${end} s, by the MPD from ${boundaries[0]} to ${boundaries.at(-1)}`]),
    ...(peak <= bandwidth ? [] : [`${id} has a peak of ${peak} bit/s, above its bandwidth of ${bandwidth}`]),
  ];
}
