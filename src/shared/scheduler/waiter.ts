import type { Urgency } from './urgency.js';

/** A piece of work that waits for a slot of a lane. */
export interface Waiter {
  /** Whom it is for while no caller is noted in its urgency. */
  readonly client: string;
  readonly urgency: Urgency;
  /** How many turns the lane had given when it came. */
  readonly arrivedTurn: number;
  /** @param client in whose turn it is served. */
  grant(client: string): void;
  refuse(error: Error): void;
}

/** All clients that a waiter is for; never none. */
export function clientsOf({ client, urgency }: Pick<Waiter, 'client' | 'urgency'>): ReadonlySet<string> {
  const { clients } = urgency;
  return clients.size > 0 ? clients : new Set([client]);
}

/**
 * How many clients wait, each counted once: so many turns come before that of one who comes now, however much each of
 * the others has waiting. Work that several clients wait for is one turn of theirs.
 * @param except a client that is not counted.
 */
export function waitingClients(waiters: Iterable<Waiter>, except: string): number {
  const counted = new Set([except]);
  let turns = 0;
  for (const waiter of waiters) {
    const clients = [...clientsOf(waiter)];
    if (clients.every((client) => !counted.has(client))) turns += 1;
    for (const client of clients) counted.add(client);
  }
  return turns;
}
