/** The capacity that active viewers need, by client. Pure. */

/** What one active viewer needs, in slots, and its client. */
export interface Need {
  readonly client: string;
  readonly slots: number;
}

/**
 * The slots that a newcomer must leave to the active viewers. A client with several viewers counts with the sum of their
 * needs up to its fair share, and beyond that with at most its most demanding viewer: the scheduler shares slots between
 * clients, so anything more slows down that client alone.
 * @param capacity the slots for all clients together.
 */
export function neededByClients(needs: readonly Need[], capacity: number): number {
  const clients = new Map<string, { all: number; largest: number }>();
  for (const { client, slots } of needs) {
    const known = clients.get(client) ?? { all: 0, largest: 0 };
    clients.set(client, { all: known.all + slots, largest: Math.max(known.largest, slots) });
  }
  const totals = [...clients.values()].filter(({ all }) => all > 0);
  // The newcomer is one more client.
  const fairShare = capacity / (totals.length + 1);
  return totals.reduce((sum, { all, largest }) => sum + Math.min(all, Math.max(largest, fairShare)), 0);
}

export function sumOf(needs: readonly Need[]): number {
  return needs.reduce((sum, { slots }) => sum + slots, 0);
}
