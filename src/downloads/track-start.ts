/** When the tracks of a file begin: segments have the times of the whole, and a file of a clip begins with the clip. Pure. */
import type { MediaVariant } from './segment-order.js';

/** In ticks of the track. */
export interface TrackStart {
  /** By how much a time in the file is earlier than in the segments. */
  readonly earlier: number;
  /** How much of its beginning is not presented: audio that begins before the video, by less than a frame of AAC. */
  readonly skipped: number;
}

export function trackStart({ asset, rendition }: MediaVariant): TrackStart {
  const { start = 0 } = asset.presentation;
  const { timescale, boundaries } = asset.presentation.of(rendition).timeline;
  const [begin, first] = [Math.round(start * timescale), boundaries[0]!];
  return { earlier: Math.min(begin, first), skipped: Math.max(0, begin - first) };
}
