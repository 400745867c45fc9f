import { framesOf, type SegmentMap } from '../../masters/index.js';
import type { VideoTrack } from '../../tracks/index.js';

interface SegmentSamples {
  /** The smallest range of samples, [first, end) in decode order, that contains all frames. */
  readonly first: number;
  readonly end: number;
  /** The sample of each frame of the segment, in presentation order. */
  readonly frames: Uint32Array;
  /** Sum of the sizes of the samples [first, end). */
  readonly bytes: number;
}

/** The master's samples that hold a segment's frames. */
export function segmentSamples(track: VideoTrack, map: SegmentMap, segment: number): SegmentSamples {
  const frames = track.frames.subarray(...framesOf(map, segment));
  let [first, end, bytes] = [Number.POSITIVE_INFINITY, 1, 0];
  // A plain loop: for the whole of a day of video it runs millions of times.
  for (const sample of frames) {
    first = Math.min(first, sample);
    end = Math.max(end, sample + 1);
  }
  for (let sample = first; sample < end; sample++) bytes += track.samples.sizes[sample]!;
  return { first, end, frames, bytes };
}
