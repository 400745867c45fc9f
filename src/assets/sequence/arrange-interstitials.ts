/** Where inserts are played while the pieces of a programme wait, and are not cut. */
import type { ClipFrames } from '../../shared/clip.js';
import type { PlacedInsert } from './arrange-parts.js';

/** A piece of the programme; or an insert, and the frame of the piece before it in the list at which it is played. */
export type ArrangedInterstitial<Insert> =
  | { readonly piece: ClipFrames }
  | { readonly insert: Insert; readonly at: number };

/**
 * Each insert is played once: before its frame in the first piece that has it. One whose frame is in no piece is not played.
 * @param inserts those at one place in the order in which they are played.
 */
export function arrangeInterstitials<Insert>(
  pieces: readonly ClipFrames[],
  inserts: readonly PlacedInsert<Insert>[],
): readonly ArrangedInterstitial<Insert>[] {
  const waiting = new Set(inserts);
  return pieces.flatMap((piece, n) => {
    const frameOf = ({ at }: PlacedInsert<Insert>): number | undefined => {
      if (at === 'start') return n === 0 ? piece.first : undefined;
      if (at === 'end') return n === pieces.length - 1 ? piece.end : undefined;
      return at >= piece.first && at < piece.end ? at : undefined;
    };
    const within = [...waiting].flatMap((each) => {
      const at = frameOf(each);
      return at === undefined ? [] : [{ each, at }];
    });
    for (const { each } of within) waiting.delete(each);
    const isAtStart = ({ each }: { each: PlacedInsert<Insert> }) => (each.at === 'start' ? 0 : 1);
    const inOrder = within.toSorted((a, b) => a.at - b.at || isAtStart(a) - isAtStart(b));
    return [{ piece }, ...inOrder.map(({ each: { insert }, at }) => ({ insert, at }))];
  });
}
