/** The pieces of a programme that are played one after another. */
import { MIN_SEGMENT_SECONDS } from '../../masters/index.js';
import type { ClipFrames, ClipRange } from '../../shared/clip.js';
import { OnplayError } from '../../shared/errors.js';
import type { Asset } from '../asset.js';
import { encodedAsset } from '../burned-asset.js';
import { clipImpossible } from '../clips/clip-impossible.js';
import { partingFrame } from '../clips/clip-segments.js';
import { clipOf } from '../clips/cut-asset.js';
import { isWithin } from '../clips/frame-grid.js';
import { resolveClip } from '../clips/resolve-clip.js';
import type { PieceCutting } from './arrange-parts.js';

/** The asset that pieces are cut of: without video that is passed through, so that all have one ladder. What is drawn into it stays. */
export function programmeOf(asset: Asset): Asset {
  const { burn, marked, traced } = asset;
  return (burn ?? marked ?? traced) ? asset : encodedAsset(asset);
}

/**
 * The frames of each piece, as far as they lie within all of the ranges; those of which nothing does are left out.
 * @param asset known as a whole; see `completed`.
 * @throws OnplayError `clip_impossible` as `resolveClip`, and if nothing is left.
 */
export function piecesWithin(
  asset: Asset,
  pieces: readonly ClipRange[],
  within: readonly ClipRange[],
): readonly ClipFrames[] {
  const limit = resolveClip(asset, within);
  const frames = pieces
    .map((piece) => resolveClip(asset, [piece]))
    .map(({ first, end }) => ({ first: Math.max(first, limit.first), end: Math.min(end, limit.end) }))
    .filter(({ first, end }) => first < end);
  if (frames.length === 0)
    throw clipImpossible('No piece has a frame between the start and the end of the clip.');
  return meetingWhole(asset, frames);
}

/** How pieces of a programme are cut. */
export function cuttingOf(programme: Asset): PieceCutting {
  return {
    canBePiece: (frames) => canBePiece(programme, frames),
    frameAt: (frame) => frameToPart(programme, frame),
  };
}

/** Where pieces adjoin, neither loses a frame to the other one. */
function meetingWhole(asset: Asset, pieces: readonly ClipFrames[]): readonly ClipFrames[] {
  const met = [...pieces];
  for (let n = 1; n < met.length; n++) {
    const [before, after] = [met[n - 1]!, met[n]!];
    const at = before.end === after.first ? frameToPart(asset, before.end) : before.end;
    if (at === before.end || at <= before.first || at >= after.end) continue;
    met[n - 1] = { first: before.first, end: at };
    met[n] = { first: at, end: after.end };
  }
  return met;
}

/** See `cutAsset`: with a hidden mark, what is too short for a segment of its own would be left out. */
function frameToPart({ traced, index, map }: Asset, frame: number): number {
  return traced ? partingFrame(index, map, frame) : frame;
}

/** Whether frames are enough for a piece. */
function canBePiece(programme: Asset, frames: ClipFrames): boolean {
  return isWithin(programme, frames) && clipOf(programme, frames).presentation.seconds >= MIN_SEGMENT_SECONDS;
}

/** @throws OnplayError `sequence_impossible` for one that is shorter than any segment. */
export function pieceOf(programme: Asset, frames: ClipFrames): Asset {
  if (canBePiece(programme, frames)) return clipOf(programme, frames);
  throw new OnplayError('sequence_impossible', {
    publicDetail: `A piece lasts at least ${MIN_SEGMENT_SECONDS} seconds, and that from frame ${frames.first} on does not.`,
  });
}
