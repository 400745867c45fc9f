import { mediaSegment } from '../../packager/index.js';
import { audioCodecs } from '../codecs/index.js';
import type { AudioRendition } from '../rendition.js';

/** The CMAF segment of these frames; the first is frame `firstFrame` of the presentation's grid. */
export function packageAudio(
  { rendition, segment }: { readonly rendition: AudioRendition; readonly segment: number },
  frames: readonly Uint8Array[],
  firstFrame: number,
): Uint8Array {
  const { frameSamples } = audioCodecs[rendition.codec];
  return mediaSegment({
    sequenceNumber: segment + 1,
    baseMediaDecodeTime: firstFrame * frameSamples,
    samples: frames.map(({ byteLength }) => ({
      size: byteLength,
      duration: frameSamples,
      compositionOffset: 0,
      sync: true,
    })),
    data: [...frames],
  });
}
