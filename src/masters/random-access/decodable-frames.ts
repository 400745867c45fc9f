import type { AccessPoints } from './found-points.js';

/**
 * Returns the frames that can be decoded at all: none that is decoded before the first random access point, and no leading picture
 * of it that may refer to what is not there.
 * @param frames in presentation order. @param times of all samples.
 */
export function decodableFrames(
  frames: Uint32Array,
  { sync, independent, refreshes }: AccessPoints,
  times: Float64Array,
): Uint32Array {
  const firstSync = sync.indexOf(1);
  const firstRefresh = refreshes?.ends[0] ?? Number.POSITIVE_INFINITY;
  const first = Math.min(firstSync < 0 ? Number.POSITIVE_INFINITY : firstSync, firstRefresh);
  if (first === Number.POSITIVE_INFINITY) return frames;
  const hasLeading = independent !== undefined && independent[0] !== first;
  const earliest = hasLeading ? times[first]! : Number.NEGATIVE_INFINITY;
  const isDecodable = (sample: number) => sample >= first && times[sample]! >= earliest;
  return frames.every(isDecodable) ? frames : frames.filter(isDecodable);
}
