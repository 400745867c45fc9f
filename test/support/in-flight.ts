/** As many concurrent requests as a player has. */
const REQUESTS_IN_FLIGHT = 3;

/** The results of `work` for each item, in the order of the items; runs a few at a time. */
export async function inFlight<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: REQUESTS_IN_FLIGHT }, worker));
  return results;
}
