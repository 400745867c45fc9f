/** Frames to bytes: the last step of a video segment, wherever its frames are from. */
import type { SegmentMap, VideoTrack } from '../../masters/index.js';
import { type CodedSample, mediaSegment } from '../../packager/index.js';
import type { VideoRendition } from '../rendition.js';
import type { CheckedFrames } from './check-frames.js';

export interface FramesRequest {
  readonly track: VideoTrack;
  readonly map: SegmentMap;
  readonly rendition: VideoRendition;
  /** Counted from 0, below the map's `videoCount`. */
  readonly segment: number;
}

export type SegmentFrames = Omit<CheckedFrames, 'samples'> & {
  /** In decode order. */
  readonly samples: readonly Pick<CodedSample, 'data' | 'sync'>[];
};

/** The frames as a CMAF segment, whose decode times run on from those of the segment before. */
export function packageVideo(request: FramesRequest, frames: SegmentFrames): Uint8Array {
  const { samples, ranks, times } = frames;
  const delay = request.rendition.compositionDelay;
  const decodeTimes = decodeTimesOf(frames, delay);
  return mediaSegment({
    sequenceNumber: request.segment + 1,
    baseMediaDecodeTime: times[0]!,
    samples: samples.map(({ data, sync }, i) => ({
      size: data.byteLength,
      duration: decodeTimes[i + 1]! - decodeTimes[i]!,
      compositionOffset: times[ranks[i]!]! + delay - decodeTimes[i]!,
      sync,
    })),
    data: samples.map((sample) => sample.data),
  });
}

/**
 * The k-th sample in decode order has the k-th presentation time as its decode time; but no sample is decoded after it is
 * composed, which without this could be where frames are missing. Ends with the segment's end.
 */
function decodeTimesOf({ ranks, times }: SegmentFrames, delay: number): Float64Array {
  const decodeTimes = times.slice();
  let latest = Number.POSITIVE_INFINITY;
  for (let i = ranks.length - 1; i >= 0; i--) {
    latest = Math.min(latest, times[ranks[i]!]! + delay);
    decodeTimes[i] = Math.min(times[i]!, latest);
  }
  return decodeTimes;
}
