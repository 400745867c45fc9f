/** Which frames a preview shows. Pure. */
import type { ClipFrames } from '../../../shared/clip.js';
import { firstAtOrAfter, frameTime, type VideoTrack } from '../../../tracks/index.js';

/** How long it lasts, as far as the video does. */
export const PREVIEW_SECONDS = 3;

/** The first frame: that of the poster, or an earlier one where the clip ends soon after it. @param clip default all frames. */
export function previewStart(track: VideoTrack, poster: number, clip: ClipFrames | undefined): number {
  if (!clip) return poster;
  const { first, end } = clip;
  const frames = { length: track.frames.length, timeAt: (frame: number) => frameTime(track, frame) };
  const endTime = end < track.frames.length ? frameTime(track, end) : track.end;
  const latest = firstAtOrAfter(frames, endTime - PREVIEW_SECONDS * track.timescale);
  return Math.max(first, Math.min(poster, latest));
}
