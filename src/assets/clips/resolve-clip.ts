/** Which frames of an asset a clip has. */
import type { ClipFrames, ClipMoment, ClipRange } from '../../shared/clip.js';
import type { Asset } from '../asset.js';
import { clipImpossible } from './clip-impossible.js';
import { type FrameGrid, frameAtOrAfter, frameGrid } from './frame-grid.js';

/** Seconds are written with nine decimals at most, and times of frames are no such numbers: as much later is not later. */
const ROUNDING_SECONDS = 1e-6;

/**
 * The frames that begin within all of the ranges.
 * @param asset known as a whole; see `completed`.
 * @throws OnplayError `clip_impossible` if there are none; for a master that is still written, and for one whose frames have no reliable times.
 */
export function resolveClip(
  { index, map }: Pick<Asset, 'index' | 'map'>,
  ranges: readonly ClipRange[],
): ClipFrames {
  if (index.growth || map.isOpen) throw clipImpossible('The master is still written.');
  if (index.video?.orderUnknown) throw clipImpossible('The times of its frames are not known.');
  const grid = frameGrid(index, map);
  const frameOf = (moment: ClipMoment) => frameAt(grid, map.timescale, moment);
  const starts = ranges.map(({ start }) => (start ? frameOf(start) : 0));
  const ends = ranges.map(({ end }) => (end ? frameOf(end) : grid.count));
  const clip = { first: Math.max(...starts), end: Math.min(...ends) };
  if (clip.first < clip.end && clip.first <= grid.lastStart) return clip;
  throw clipImpossible('The asset has no frame between the start and the end of the clip.');
}

/** The first frame at a moment or after it; the number of all behind the last. */
export function frameAt(grid: FrameGrid, timescale: number, moment: ClipMoment): number {
  if ('frame' in moment) return Math.min(moment.frame, grid.count);
  return frameAtOrAfter(grid, (moment.seconds - ROUNDING_SECONDS) * timescale);
}
