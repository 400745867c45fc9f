/** The last step of producing a video segment, encoded or copied: frames to bytes. */
import { type CodedSample, mediaSegment } from '../../packager/index.js';
import type { VideoRendition } from '../rendition.js';
import type { CheckedFrames } from './check-frames.js';
import type { SegmentRequest } from './producer.js';

type SegmentFrames = Omit<CheckedFrames, 'samples'> & {
  /** In decode order. */
  readonly samples: readonly Pick<CodedSample, 'data' | 'sync'>[];
};

/** The frames as a CMAF segment, whose decode times continue those of the segment before. */
export function packageVideo(request: SegmentRequest<VideoRendition>, frames: SegmentFrames): Uint8Array {
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
 * Decode times in ticks, then the segment's end. The k-th sample in decode order gets the k-th presentation time, unless
 * that is after its composition time, as can be where frames are missing: then it is moved back.
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
