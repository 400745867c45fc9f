/** As many requests as a player has under way at once. */
const REQUESTS_IN_FLIGHT = 3;

/** What `work` gives for each item, in their order; it is done for a few at a time. */
export async function inFlight<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [place, item] of queue) results[place] = await work(item);
  };
  await Promise.all(Array.from({ length: REQUESTS_IN_FLIGHT }, worker));
  return results;
}
