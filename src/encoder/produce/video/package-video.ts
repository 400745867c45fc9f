/** The last step of producing a video segment, encoded or copied: frames to bytes. */

import type { FragmentSample } from '../../../isobmff/index.js';
import { type CodedSample, mediaSegment, type SegmentSamples } from '../../../packager/index.js';
import type { VideoRendition } from '../../rendition.js';
import type { CheckedFrames } from '../encode/check-frames.js';
import type { SegmentRequest } from '../producer.js';

type SegmentFrames = Omit<CheckedFrames, 'samples'> & {
  /** In decode order. */
  readonly samples: readonly Pick<CodedSample, 'data' | 'sync'>[];
};

/** The frames as a CMAF segment, whose decode times continue those of the segment before. */
export function packageVideo(
  request: Pick<SegmentRequest<VideoRendition>, 'rendition' | 'segment'>,
  frames: SegmentFrames,
): Uint8Array {
  const { samples, ranks, times } = frames;
  const sizes = samples.map(({ data, sync }) => ({ size: data.byteLength, sync }));
  return mediaSegment({
    sequenceNumber: request.segment + 1,
    ...timedSamples({ samples: sizes, ranks, times }, request.rendition.compositionDelay),
    data: samples.map((sample) => sample.data),
  });
}

interface SizedFrames extends Pick<CheckedFrames, 'ranks' | 'times'> {
  /** In decode order. */
  readonly samples: readonly Pick<FragmentSample, 'size' | 'sync'>[];
}

/** The samples of a segment of these frames, in decode order. @param delay the rendition's composition delay. */
export function timedSamples(frames: SizedFrames, delay: number): SegmentSamples {
  const { samples, ranks, times } = frames;
  const decodeTimes = decodeTimesOf(frames, delay);
  return {
    baseMediaDecodeTime: times[0]!,
    samples: samples.map(({ size, sync }, i) => ({
      size,
      duration: decodeTimes[i + 1]! - decodeTimes[i]!,
      compositionOffset: times[ranks[i]!]! + delay - decodeTimes[i]!,
      sync,
    })),
  };
}

/**
 * Decode times in ticks, then the segment's end. The k-th sample in decode order gets the k-th presentation time, unless
 * that is after its composition time, as can be where frames are missing: then it is moved back.
 */
function decodeTimesOf({ ranks, times }: SizedFrames, delay: number): Float64Array {
  const decodeTimes = times.slice();
  let latest = Number.POSITIVE_INFINITY;
  for (let i = ranks.length - 1; i >= 0; i--) {
    latest = Math.min(latest, times[ranks[i]!]! + delay);
    decodeTimes[i] = Math.min(times[i]!, latest);
  }
  return decodeTimes;
}
