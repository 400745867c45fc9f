/** Which waiter is dropped when a queue is full. */
import { clientsOf, type Waiter } from './waiter.js';

/**
 * The youngest candidate of the client with the most waiters. A job that several clients wait for ranks by the client with
 * the fewest, so that a client that joins a job of a greedy one does not lose it to that client's excess.
 * @param candidates the waiters that may be dropped, the youngest last.
 * @param waiting all waiters, the candidates included.
 * @returns undefined if there are no candidates.
 */
export function waiterToDrop<T extends Pick<Waiter, 'client' | 'urgency'>>(
  candidates: Iterable<T>,
  waiting: Iterable<Pick<Waiter, 'client' | 'urgency'>>,
): T | undefined {
  const counts = countByClient(waiting);
  let chosen: T | undefined;
  let most = 0;
  for (const candidate of candidates) {
    const fewest = Math.min(...[...clientsOf(candidate)].map((client) => counts.get(client) ?? 0));
    if (fewest < most) continue;
    chosen = candidate;
    most = fewest;
  }
  return chosen;
}

function countByClient(waiting: Iterable<Pick<Waiter, 'client' | 'urgency'>>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const waiter of waiting) {
    for (const client of clientsOf(waiter)) counts.set(client, (counts.get(client) ?? 0) + 1);
  }
  return counts;
}
