/** Which waiter is dropped when a queue is full. */
import { tenantOfClient } from './client-name.js';
import { clientsOf, type Waiter } from './waiter.js';

type Waiting = Pick<Waiter, 'client' | 'urgency'>;
/** Of a waiter: the clients it is for, or their tenants. */
type NamesOf = (waiter: Waiting) => ReadonlySet<string>;

/**
 * The youngest candidate of the tenant with the most waiters, and of its client with the most. A job that several wait for ranks by the
 * one with the fewest, so that a client that joins a job of a greedy one does not lose it to that client's excess.
 * @param candidates the waiters that may be dropped, the youngest last.
 * @param waiting all waiters, the candidates included.
 * @returns undefined if there are no candidates.
 */
export function waiterToDrop<T extends Waiting>(
  candidates: Iterable<T>,
  waiting: Iterable<Waiting>,
): T | undefined {
  const all = [...waiting];
  const [ofTenants, ofClients] = [counted(all, tenantsOf), counted(all, clientsOf)];
  let chosen: T | undefined;
  let most = { ofTenant: 0, ofClient: 0 };
  for (const candidate of candidates) {
    const ofTenant = fewest(candidate, tenantsOf, ofTenants);
    const ofClient = fewest(candidate, clientsOf, ofClients);
    if (ofTenant < most.ofTenant || (ofTenant === most.ofTenant && ofClient < most.ofClient)) continue;
    chosen = candidate;
    most = { ofTenant, ofClient };
  }
  return chosen;
}

function tenantsOf(waiter: Waiting): ReadonlySet<string> {
  return new Set([...clientsOf(waiter)].map(tenantOfClient));
}

function fewest(waiter: Waiting, namesOf: NamesOf, counts: ReadonlyMap<string, number>): number {
  return Math.min(...[...namesOf(waiter)].map((name) => counts.get(name) ?? 0));
}

function counted(waiting: readonly Waiting[], namesOf: NamesOf): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const waiter of waiting)
    for (const name of namesOf(waiter)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
