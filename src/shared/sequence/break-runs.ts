/** Which inserts of a sequence are interstitials of one break, with its number: in the list of parts as in the signed one. */

export interface BreakRun<Item> {
  readonly piece: Item;
  /** The frame before which they are played. */
  readonly at: number;
  /** In their order, each with its number among all inserts of the list. */
  readonly inserts: readonly { readonly item: Item; readonly number: number }[];
}

/**
 * The inserts at one frame of one piece are a break; breaks are numbered as they are returned.
 * @param list pieces, each with the inserts that are played in it behind it, in the order of their frames.
 * @param frameOf an insert; undefined for a piece.
 */
export function breakRuns<Item>(
  list: readonly Item[],
  frameOf: (item: Item) => number | undefined,
): readonly BreakRun<Item>[] {
  const runs: (BreakRun<Item> & { inserts: { item: Item; number: number }[] })[] = [];
  let piece: Item | undefined;
  let number = 0;
  for (const item of list) {
    const at = frameOf(item);
    const last = runs.at(-1);
    if (at === undefined) piece = item;
    else if (piece !== undefined) {
      if (last?.piece === piece && last.at === at) last.inserts.push({ item, number });
      else runs.push({ piece, at, inserts: [{ item, number }] });
      number += 1;
    }
  }
  return runs;
}
