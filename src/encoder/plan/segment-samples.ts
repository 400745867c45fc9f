import { framesOf, type SegmentMap, type VideoTrack } from '../../masters/index.js';

export interface SegmentSamples {
  /** The samples [first, end) in decode order that the frames are among. */
  readonly first: number;
  readonly end: number;
  /** The samples of the segment's frames, in the order in which they are shown. */
  readonly frames: Uint32Array;
  /** Of all the samples. */
  readonly bytes: number;
}

/** Which of the master's samples a segment's frames are. */
export function segmentSamples(track: VideoTrack, map: SegmentMap, segment: number): SegmentSamples {
  const frames = track.frames.subarray(...framesOf(map, segment));
  let [first, end, bytes] = [Number.POSITIVE_INFINITY, 1, 0];
  // For a day of video that is looked at whole, millions of times.
  for (const sample of frames) {
    first = Math.min(first, sample);
    end = Math.max(end, sample + 1);
  }
  for (let sample = first; sample < end; sample++) bytes += track.samples.sizes[sample]!;
  return { first, end, frames, bytes };
}
