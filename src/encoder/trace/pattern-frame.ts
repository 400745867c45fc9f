/** The pattern of a segment as a frame that ffmpeg adds to each of the segment's. Pure. */
import { type Pattern, patternAt, pixelMiddles } from '../../shared/trace/pattern.js';

/** Adds nothing, in ffmpeg's mode `grainmerge` of 8 bit. */
const NEUTRAL = 128;
/** In levels of 255. One is below what an eye tells from its surroundings, and read from a third of the pixels at crf 30. */
const AMPLITUDE = 1;

interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** A raw frame of yuv420p: the pattern in the luma around `NEUTRAL`, and chroma that adds nothing. @param size both even. */
export function patternFrame(pattern: Pattern, { width, height }: FrameSize): Uint8Array {
  const frame = new Uint8Array((width * height * 3) / 2).fill(NEUTRAL);
  const values = patternAt(pattern, pixelMiddles(width), pixelMiddles(height));
  for (let i = 0; i < values.length; i++) frame[i] = NEUTRAL + Math.round(AMPLITUDE * values[i]!);
  return frame;
}
