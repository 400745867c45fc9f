import { FRAME_LACED } from './frame.js';
import type { FrameColumns } from './frame-table.js';

/**
 * Spaces the frames of blocks with lacing evenly, where the track states no duration: from the time of their block to that of
 * the next; in the last block, as in the one before it. Changes `times`.
 */
export function spaceLacedFrames({ count, times, flags }: FrameColumns): void {
  let interval = 0;
  for (let first = 0; first < count; ) {
    let end = first + 1;
    while (end < count && (flags[end]! & FRAME_LACED) !== 0) end++;
    const start = times[first]!;
    if (end < count && times[end]! > start) interval = (times[end]! - start) / (end - first);
    for (let i = first + 1; i < end; i++) times[i] = start + Math.round((i - first) * interval);
    first = end;
  }
}
