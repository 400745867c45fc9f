/** Which frames stand for the video of a clip: of a sheet of the whole, some would be of what lies beyond it. Pure. */
import type { ClipFrames } from '../../../shared/clip.js';
import { frameTime, type VideoTrack } from '../../../tracks/index.js';
import { sheetGrid } from './storyboard.js';
import { syncFrames } from './sync-frames.js';

/** A frame, and when it stands for the video, in seconds of the clip. */
export interface ClipThumbnail {
  readonly frame: number;
  readonly start: number;
  readonly end: number;
}

/** In order, without a gap: the first sync sample of each stretch as long as a sheet of the clip would have; at least one frame. */
export function clipThumbnails(track: VideoTrack, { first, end }: ClipFrames): readonly ClipThumbnail[] {
  const { timescale, frames } = track;
  const origin = first === 0 ? 0 : frameTime(track, first);
  const length = (end < frames.length ? frameTime(track, end) : track.end) - origin;
  const stretch = sheetGrid({ end: length, timescale }).seconds * timescale;
  const stretchOf = (frame: number) => Math.floor((frameTime(track, frame) - origin) / stretch);
  const within = [...syncFrames(track)].filter((frame) => frame >= first && frame < end);
  const shown = within.filter((frame, i) => i === 0 || stretchOf(frame) !== stretchOf(within[i - 1]!));
  const all = shown.length > 0 ? shown : [first];
  const startOf = (i: number) => (i === 0 ? 0 : (frameTime(track, all[i]!) - origin) / timescale);
  return all.map((frame, i) => ({
    frame,
    start: startOf(i),
    end: i + 1 < all.length ? startOf(i + 1) : length / timescale,
  }));
}
