/** Maximum keyframe interval, in seconds (Apple's HLS authoring specification, item 1.10). */
const KEYFRAME_SECONDS = 2;
/** By how much a segment may exceed a whole number of keyframe intervals before it gets another keyframe. */
const TOLERANCE_SECONDS = 0.1;

/** No chunk is longer, unless a single frame is. */
export const MAX_CHUNK_SECONDS = KEYFRAME_SECONDS + TOLERANCE_SECONDS;

/** How many chunks a segment of this length is encoded in. Each starts with a keyframe and a full buffer model. */
export function chunkCount(seconds: number): number {
  return Math.max(1, Math.ceil((seconds - TOLERANCE_SECONDS) / KEYFRAME_SECONDS));
}
