import { framesPerSecond } from '../ladder/frame-rate.js';
import { chunkBits, segmentOverhead } from '../ladder/index.js';
import type { TrickRendition, VideoRendition } from '../rendition.js';

const SUFFIX = '-trick';

/**
 * The rendition for trick play in the size of a rendition of the ladder. Frames are not reordered: a decoder that expects it waits for a
 * second frame before it puts out the first.
 * @param rung is encoded, not passed through.
 * @param end of the video, in ticks.
 */
export function trickRendition(rung: VideoRendition, end: number): TrickRendition {
  const { captions: _, ...frames } = rung;
  const id = rung.id + SUFFIX;
  const encoding = { ...frames, id, keepEvery: 1, bFrames: 0, compositionDelay: 0 } as const;
  return { kind: 'image', purpose: 'trick', id, encoding, end };
}

/** The id of the rendition of the ladder; undefined for an id that is not one of trick play. */
export function trickRungId(id: string): string | undefined {
  return id.endsWith(SUFFIX) ? id.slice(0, -SUFFIX.length) : undefined;
}

/** Upper bound of a frame in bits, container included: that of the encoder's buffer model. */
export function trickFrameBits({ encoding }: TrickRendition): number {
  const { maxBitrate, frameRate } = encoding;
  const encoded = chunkBits(encoding) + maxBitrate / framesPerSecond(frameRate);
  return Math.ceil(encoded + 8 * segmentOverhead(1));
}
