/** Assets as inserts, and where they are put in. */
import type { ClipFrames, ClipMoment, ClipRange } from '../../shared/clip.js';
import type { Asset } from '../asset.js';
import { clipImpossible } from '../clips/clip-impossible.js';
import { frameGrid, segmentWith } from '../clips/frame-grid.js';
import { frameAt, resolveClip } from '../clips/resolve-clip.js';
import { pieceOf } from './programme-pieces.js';

/** Audio that goes on for longer behind the last frame would show as a stall before what follows. In seconds. */
const MAX_TAIL = 0.1;

/**
 * What of an asset is played as an insert.
 * @param whole known as such; see `completed` and `gainedAsset`. @param clip default all.
 * @throws OnplayError `clip_impossible`, also for a master that is still written; `sequence_impossible` if it is too short.
 */
export function insertAsset(whole: Asset, clip?: ClipRange): Asset {
  if (clip) return pieceOf(whole, resolveClip(whole, [clip]));
  if (!whole.presentation.isComplete) throw clipImpossible('The master is still written.');
  const shown = framesBeforeTail(whole);
  return shown ? pieceOf(whole, shown) : whole;
}

/** All frames of the video, if there is much audio behind them. */
function framesBeforeTail({ index: { video }, presentation }: Asset): ClipFrames | undefined {
  if (!video || video.orderUnknown || presentation.seconds - video.end / video.timescale <= MAX_TAIL)
    return undefined;
  return { first: 0, end: video.frames.length };
}

/**
 * The frame of a programme that an insert is put in before; that behind the last, for a moment behind it.
 * @param isAligned whether it is the first of a segment, at the bound that is nearest to the moment.
 */
export function insertFrame({ index, map }: Asset, moment: ClipMoment, isAligned: boolean): number {
  const grid = frameGrid(index, map);
  const frame = frameAt(grid, map.timescale, moment);
  if (!isAligned || frame >= grid.count) return frame;
  const segment = segmentWith(grid, frame);
  const [before, after] = [grid.firstFrameOf(segment), grid.firstFrameOf(segment + 1)];
  const time = grid.timeOf(frame);
  return time - grid.timeOf(before) <= grid.timeOf(after) - time ? before : after;
}
