import { mediaSegment, type SegmentSamples } from '../../../packager/index.js';
import { audioCodecs } from '../../codecs/index.js';
import type { AudioRendition } from '../../rendition.js';

/** The CMAF segment of these frames; the first is frame `firstFrame` of the presentation's grid. */
export function packageAudio(
  { rendition, segment }: { readonly rendition: AudioRendition; readonly segment: number },
  frames: readonly Uint8Array[],
  firstFrame: number,
): Uint8Array {
  const sizes = frames.map(({ byteLength }) => byteLength);
  return mediaSegment({
    sequenceNumber: segment + 1,
    ...samplesOfSizes(rendition, sizes, firstFrame),
    data: [...frames],
  });
}

/** The samples of a segment of frames of these sizes in bytes. */
export function samplesOfSizes(
  { codec }: Pick<AudioRendition, 'codec'>,
  sizes: readonly number[],
  firstFrame: number,
): SegmentSamples {
  const { frameSamples } = audioCodecs[codec];
  return {
    baseMediaDecodeTime: firstFrame * frameSamples,
    samples: sizes.map((size) => ({ size, duration: frameSamples, compositionOffset: 0, sync: true })),
  };
}
