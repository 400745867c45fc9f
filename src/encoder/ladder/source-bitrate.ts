/** What the master's own samples need of the network, where they are passed through. */
import { type SegmentMap, segmentLength } from '../../masters/index.js';

/**
 * How far above the rate of the rendition it stands for the master's may be in any segment. Peaks of twice the average are
 * what players of video on demand have to bear (Apple's HLS authoring specification, item 1.30); a mezzanine far above is
 * for encoders.
 */
export const MOST_OF_RATE = 2;

/** Bit/s of the segment that has the most, of the first `count`. */
export function peakRate(map: SegmentMap, count: number, bytesOf: (segment: number) => number): number {
  let peak = 0;
  for (let segment = 0; segment < count; segment++) {
    peak = Math.max(peak, (8 * bytesOf(segment)) / segmentLength(map, segment));
  }
  return Math.ceil(peak);
}
