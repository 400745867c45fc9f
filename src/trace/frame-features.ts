/** Frames as nine numbers, by which a place in a film is found: the means of their thirds. */
import type { FrameGrid, LumaFrame } from './luma-frame.js';

const THIRDS = 3;
export const FEATURES = THIRDS * THIRDS;

export interface Features {
  /** In seconds. */
  readonly time: number;
  readonly means: Float64Array;
}

export function featuresOf({ time, luma }: LumaFrame, { width, height }: FrameGrid): Features {
  const sums = new Float64Array(FEATURES);
  const counts = new Float64Array(FEATURES);
  for (let y = 0; y < height; y++) {
    const row = THIRDS * Math.floor((y * THIRDS) / height);
    for (let x = 0; x < width; x++) {
      const part = row + Math.floor((x * THIRDS) / width);
      sums[part]! += luma[y * width + x]!;
      counts[part]! += 1;
    }
  }
  return { time, means: sums.map((sum, part) => sum / counts[part]!) };
}
