import { type Construct, withCaptions } from '../../bitstream/index.js';
import type { FrameCaptions } from './segment-captions.js';

interface EncodedFrames {
  /** In decode order. */
  readonly samples: readonly { readonly data: Uint8Array }[];
  /** Position of each sample in presentation order, from 0. */
  readonly ranks: Uint32Array;
  /** Presentation time in ticks of each frame, in order, then the end of the last one. */
  readonly times: Float64Array;
}

/**
 * Returns encoded frames with the captions of the master's: each with those of the frame it was made of, and of the frames
 * after that which were dropped.
 * @param captions of the same segment.
 */
export function captionedFrames<F extends EncodedFrames>(frames: F, captions: readonly FrameCaptions[]): F {
  if (captions.length === 0) return frames;
  const { samples, ranks, times } = frames;
  const ofRank: Construct[][] = samples.map(() => []);
  let rank = 0;
  for (const { time, constructs } of captions) {
    while (rank + 1 < samples.length && times[rank + 1]! <= time) rank++;
    ofRank[rank]!.push(...constructs);
  }
  return {
    ...frames,
    samples: samples.map((sample, i) => ({ ...sample, data: withCaptions(sample.data, ofRank[ranks[i]!]!) })),
  };
}
