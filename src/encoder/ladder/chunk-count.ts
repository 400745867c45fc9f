/** Longest distance of two keyframes, in seconds (Apple's HLS authoring specification, item 1.10). */
const KEYFRAME_SECONDS = 2;
/** What a segment may be longer than a whole number of keyframe distances before it gets another keyframe. */
const TOLERANCE_SECONDS = 0.1;

/** No part is longer, but where a frame is. */
export const LONGEST_PART_SECONDS = KEYFRAME_SECONDS + TOLERANCE_SECONDS;

/** In how many parts a segment of this length is encoded: each starts with a keyframe and a full buffer model. */
export function chunkCount(seconds: number): number {
  return Math.max(1, Math.ceil((seconds - TOLERANCE_SECONDS) / KEYFRAME_SECONDS));
}
