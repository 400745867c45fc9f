/** Where inserts are played between the pieces of a programme, and within them. */
import type { ClipFrames } from '../../shared/clip.js';

/** What is put in at a frame of the programme, before its first piece, or behind its last. */
export interface PlacedInsert<Insert> {
  readonly at: 'start' | 'end' | number;
  readonly insert: Insert;
}

/** A piece of the programme, or an insert. */
export type Arranged<Insert> = { readonly piece: ClipFrames } | { readonly insert: Insert };

/** How pieces are cut where an insert is put in. */
export interface PieceCutting {
  /** Whether frames are enough for a piece; where they are not, the insert is played at the end of the piece that is nearer. */
  canBePiece(frames: ClipFrames): boolean;
  /** Before which frame an insert is played that is put in at one: the same, or one nearby, in the same order. */
  frameAt(frame: number): number;
}

/**
 * Each insert is played once: at its frame in the first piece that has it, which is cut there. One whose frame is in no piece is not played.
 * @param inserts those at one place in the order in which they are played.
 */
export function arrangeParts<Insert>(
  pieces: readonly ClipFrames[],
  inserts: readonly PlacedInsert<Insert>[],
  cutting: PieceCutting,
): readonly Arranged<Insert>[] {
  const waiting = new Set(
    inserts
      .filter((each): each is PlacedInsert<Insert> & { at: number } => typeof each.at === 'number')
      .toSorted((a, b) => a.at - b.at),
  );
  const arranged = pieces.flatMap((piece) => {
    const within = [...waiting].filter(({ at }) => at >= piece.first && at < piece.end);
    for (const each of within) waiting.delete(each);
    return withInserts(piece, within, cutting);
  });
  return [...atEdge('start', inserts), ...arranged, ...atEdge('end', inserts)];
}

function atEdge<Insert>(edge: 'start' | 'end', inserts: readonly PlacedInsert<Insert>[]): Arranged<Insert>[] {
  return inserts.filter(({ at }) => at === edge).map(({ insert }) => ({ insert }));
}

function withInserts<Insert>(
  piece: ClipFrames,
  inserts: readonly (PlacedInsert<Insert> & { at: number })[],
  { canBePiece, frameAt }: PieceCutting,
): Arranged<Insert>[] {
  const arranged: Arranged<Insert>[] = [];
  const behind: Arranged<Insert>[] = [];
  let { first } = piece;
  for (const { at: frame, insert } of inserts) {
    const at = frameAt(frame);
    const cutsBefore = at > first && canBePiece({ first, end: at });
    if (at > first && !canBePiece({ first: at, end: piece.end })) behind.push({ insert });
    else {
      if (cutsBefore) arranged.push({ piece: { first, end: at } });
      if (cutsBefore) first = at;
      arranged.push({ insert });
    }
  }
  return [...arranged, { piece: { first, end: piece.end } }, ...behind];
}
