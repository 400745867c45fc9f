/** When the interstitials of a sequence are played. */
import { breakRuns } from '../../shared/sequence/break-runs.js';
import { frameGrid } from '../clips/frame-grid.js';
import type { SequencePart } from './sequence.js';

/** Inserts that are played one after another while the pieces wait. */
export interface SequenceBreak {
  /** Among all breaks of the sequence. */
  readonly number: number;
  /** Where it is. */
  readonly piece: SequencePart;
  /** The frame before which it is; that behind the last, at the end of the piece. */
  readonly at: number;
  /**
   * In whole milliseconds from the beginning of the pieces: when the frame begins, or less than one later. Sooner, a player would go on
   * with the frame before.
   */
  readonly startMs: number;
  /** Before the first frame of all pieces, or behind the last. */
  readonly edge?: 'start' | 'end';
  /** Those that are not lost, in their order, each with its number among all inserts of the sequence. */
  readonly inserts: readonly NumberedInsert[];
  /** Whether none is lost. */
  readonly isWhole: boolean;
}

/** An insert that cannot be played any more: it counts among the others, and is not played. */
export interface LostInsert {
  /** As of a part. */
  readonly at: number;
  readonly isLost: true;
}

export interface NumberedInsert {
  readonly part: SequencePart;
  readonly number: number;
}

/** Times of frames are no whole numbers of any unit: as much later is not later. In milliseconds. */
const ROUNDING_MS = 1e-6;

/**
 * Those in which anything is played.
 * @param list pieces, each with the inserts that are played in it behind it, in the order of their frames.
 */
export function breaksOf(list: readonly (SequencePart | LostInsert)[]): readonly SequenceBreak[] {
  const pieces = list.filter((each): each is SequencePart => 'asset' in each && !each.insert);
  const startOf = new Map<SequencePart, number>();
  let end = 0;
  for (const piece of pieces) {
    startOf.set(piece, end);
    end += piece.asset.presentation.seconds;
  }
  const runs = breakRuns(list, (each) => ('asset' in each ? each.insert && each.at : each.at));
  const breaks = runs.map((run, number): SequenceBreak => {
    const piece = run.piece as SequencePart;
    const { offset, edge } = placeIn(piece, run.at);
    const isEdge = piece === (edge === 'start' ? pieces[0] : pieces.at(-1));
    const milliseconds = (startOf.get(piece)! + offset) * 1000;
    const inserts = run.inserts.flatMap(({ item, number: place }) =>
      'asset' in item ? [{ part: item, number: place }] : [],
    );
    return {
      ...{ number, piece, at: run.at, inserts, isWhole: inserts.length === run.inserts.length },
      startMs: edge === 'end' ? wholeBefore(milliseconds) : wholeAfter(milliseconds),
      ...(edge && isEdge && { edge }),
    };
  });
  return breaks.filter(({ inserts }) => inserts.length > 0);
}

/** Where a frame is in a piece, in seconds. */
function placeIn({ asset }: SequencePart, at: number): Pick<SequenceBreak, 'edge'> & { offset: number } {
  const { index, map } = asset.clip?.whole ?? asset;
  const grid = frameGrid(index, map);
  const { first, end } = asset.clip ?? { first: 0, end: grid.count };
  const { seconds, start = 0 } = asset.presentation;
  if (at <= first) return { offset: 0, edge: 'start' };
  if (at >= end) return { offset: seconds, edge: 'end' };
  return { offset: grid.timeOf(at) / map.timescale - start };
}

function wholeAfter(milliseconds: number): number {
  return Math.max(0, Math.ceil(milliseconds - ROUNDING_MS));
}

/** Behind the end there is no frame to come to. */
function wholeBefore(milliseconds: number): number {
  return Math.floor(milliseconds + ROUNDING_MS);
}
