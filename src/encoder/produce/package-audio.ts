import { AAC_FRAME_SAMPLES } from '../../masters/index.js';
import { mediaSegment } from '../../packager/index.js';

/** The CMAF segment of these AAC frames; the first is frame `firstFrame` of the presentation's grid. */
export function packageAudio(frames: readonly Uint8Array[], firstFrame: number, segment: number): Uint8Array {
  return mediaSegment({
    sequenceNumber: segment + 1,
    baseMediaDecodeTime: firstFrame * AAC_FRAME_SAMPLES,
    samples: frames.map(({ byteLength }) => ({
      size: byteLength,
      duration: AAC_FRAME_SAMPLES,
      compositionOffset: 0,
      sync: true,
    })),
    data: [...frames],
  });
}
