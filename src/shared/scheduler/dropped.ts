/** Which of those who wait is dropped when a queue is full. */
import { clientsOf, type Waiter } from './waiter.js';

/**
 * The youngest of the client that has most waiting. Work that several clients wait for goes only when each of them has
 * most: whoever joins what a greedy client asked for first does not lose it by that client's excess.
 * @param candidates who may be dropped, the youngest last; at least one.
 * @param waiting all who wait, the candidates among them.
 */
export function dropped<T extends Pick<Waiter, 'client' | 'urgency'>>(
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
