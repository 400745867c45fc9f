/** Runs what a reader needs next while it deals with what it has: in order, and never more than a few at once. */

/**
 * Yields the results of `begin` for the items in their order. While the reader is busy with one, the next ones are begun, up to
 * `ahead` of them. When the reader leaves, or one fails, the signal given to all of them aborts.
 * @throws what `begin` rejects with, in the place of its result.
 */
export async function* produceAhead<Item, Result>(
  items: Iterable<Item>,
  ahead: number,
  begin: (item: Item, signal: AbortSignal) => Promise<Result>,
): AsyncGenerator<Result, void> {
  const left = new AbortController();
  const begun: Promise<Result>[] = [];
  const source = items[Symbol.iterator]();
  const fill = () => {
    while (begun.length <= ahead) {
      const next = source.next();
      if (next.done) return;
      const result = begin(next.value, left.signal);
      // It is handled in its turn, which may never come.
      result.catch(() => undefined);
      begun.push(result);
    }
  };
  try {
    for (fill(); begun.length > 0; fill()) yield await begun.shift()!;
  } finally {
    left.abort();
  }
}
