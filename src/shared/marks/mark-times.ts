/** When a mark is shown, and where a moving one stands. Pure: functions of the time in the asset alone, so that all segments agree. */
import { createHash } from 'node:crypto';
import type { Mark, MarkMoves } from './mark.js';

/** In milliseconds of the asset, half-open. */
export interface MarkTimes {
  readonly start: number;
  readonly end: number;
}

/** Whether it is shown at some time of a range. @param last the last moment that is asked for, at or after `first`. */
export function isShownWithin({ shown }: Pick<Mark, 'shown'>, first: number, last: number): boolean {
  if (!shown) return true;
  const turn = Math.floor((last - shown.from) / shown.every);
  return turn >= 0 && shown.from + turn * shown.every + shown.for > first;
}

/** One time for which a mark stands in one place. */
export interface MarkStay extends MarkTimes {
  /** Of one that moves: how often it has moved before. */
  readonly move: number;
}

/** Where a mark is shown within a range, in order; what begins before the range or ends after it is cut there. */
export function staysWithin(mark: Pick<Mark, 'shown' | 'moves'>, range: MarkTimes): readonly MarkStay[] {
  return turnsWithin(mark, range).flatMap((turn) => movesWithin(mark.moves, turn));
}

function turnsWithin({ shown }: Pick<Mark, 'shown'>, { start, end }: MarkTimes): MarkTimes[] {
  if (!shown) return [{ start, end }];
  const turns: MarkTimes[] = [];
  const first = Math.max(0, Math.floor((start - shown.from) / shown.every));
  for (let begin = shown.from + first * shown.every; begin < end; begin += shown.every) {
    const turn = { start: Math.max(start, begin), end: Math.min(end, begin + shown.for) };
    if (turn.start < turn.end) turns.push(turn);
  }
  return turns;
}

function movesWithin(moves: MarkMoves | undefined, { start, end }: MarkTimes): MarkStay[] {
  if (!moves) return [{ start, end, move: 0 }];
  const stays: MarkStay[] = [];
  for (let move = Math.floor(start / moves.every); move * moves.every < end; move++)
    stays.push({
      start: Math.max(start, move * moves.every),
      end: Math.min(end, (move + 1) * moves.every),
      move,
    });
  return stays;
}

/** Where a moving mark stands, as parts of the room that it has: 0 is left or top, 1 right or bottom. */
export interface MarkSpot {
  readonly across: number;
  readonly down: number;
}

const LARGEST = 0xffff_ffff;

export function spotOf({ seed }: MarkMoves, move: number): MarkSpot {
  const hash = createHash('sha256').update(`${move}\n${seed}`).digest();
  return { across: hash.readUInt32BE(0) / LARGEST, down: hash.readUInt32BE(4) / LARGEST };
}
