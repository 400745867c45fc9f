/** Source bitrates, for passthrough. */
import { type SegmentMap, segmentLength } from '../../masters/index.js';

/**
 * Maximum of a segment's source bitrate, relative to the bitrate of the rendition it replaces. Players of video on demand
 * have to cope with peaks of twice the average (Apple's HLS authoring specification, item 1.30); a mezzanine far above that
 * has to be encoded.
 */
export const MAX_RATE_RATIO = 2;

/** Highest bitrate among the first `count` segments, in bit/s; `bytesOf` returns the size of a segment. */
export function peakRate(map: SegmentMap, count: number, bytesOf: (segment: number) => number): number {
  let peak = 0;
  for (let segment = 0; segment < count; segment++) {
    peak = Math.max(peak, (8 * bytesOf(segment)) / segmentLength(map, segment));
  }
  return Math.ceil(peak);
}
