/** The jobs in the queue of a lane, and the clients they are for. */
import { tenantOfClient } from './client-name.js';
import type { Urgency } from './urgency.js';

/** A job queued for a slot of a lane. */
export interface Waiter {
  /** The client it is for while no caller has joined its urgency. */
  readonly client: string;
  readonly urgency: Urgency;
  /** Whether it is left out of `waitingClients`. */
  readonly isUncounted?: boolean;
  /** How many slots the lane had granted when this waiter arrived. */
  readonly grantsOnArrival: number;
  /** @param client the client charged for the slot. */
  grant(client: string): void;
  /** Leaves the queue; `acquire` rejects with `error`. */
  refuse(error: Error): void;
}

/** All clients that a waiter is for; at least one. */
export function clientsOf({ client, urgency }: Pick<Waiter, 'client' | 'urgency'>): ReadonlySet<string> {
  const { clients } = urgency;
  return clients.size > 0 ? clients : new Set([client]);
}

/**
 * How many grants come before that of a client who arrives now: one for each waiting client of its tenant, however many jobs it has
 * queued, and as many turns of each other tenant as these and the client itself take. A job that several clients wait for counts once
 * for all of them.
 * @param except a client that is not counted.
 */
export function waitingClients(waiters: Iterable<Waiter>, except: string): number {
  const counted = new Set([except]);
  const firsts: string[] = [];
  for (const waiter of waiters) {
    if (waiter.isUncounted) continue;
    const clients = [...clientsOf(waiter)];
    const [first] = clients;
    if (first !== undefined && clients.every((client) => !counted.has(client))) firsts.push(first);
    for (const client of clients) counted.add(client);
  }
  return grantsBefore(except, firsts);
}

/** How many grants come before that of `client`, if each of these other clients waits for one. */
export function grantsBefore(client: string, others: Iterable<string>): number {
  const own = tenantOfClient(client);
  const counts = new Map<string, number>();
  for (const other of others) {
    const tenant = tenantOfClient(other);
    counts.set(tenant, (counts.get(tenant) ?? 0) + 1);
  }
  const ahead = counts.get(own) ?? 0;
  counts.delete(own);
  return [...counts.values()].reduce((sum, count) => sum + Math.min(count, ahead + 1), ahead);
}
